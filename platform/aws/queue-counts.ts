import { GetQueueAttributesCommand, paginateListQueues, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueCounts } from '../ports.ts';
import { calling } from './aws-fault.ts';
import type { Deployment } from './deployment.ts';
import { logicalName, stagePrefix } from './names.ts';
import { isQueueMissing } from './queue-urls.ts';

/** Calls at the same time. */
const parallel = 10;

/** All queues of the stage, by name. SQS does not say when the oldest message was sent: only CloudWatch knows its age. */
export async function queueCounts({ stage }: Deployment, sqs: SQSClient): Promise<readonly QueueCounts[]> {
  const urls = await calling('Listing queues', () => listUrls(stage, sqs));
  const counts: QueueCounts[] = [];
  for (let start = 0; start < urls.length; start += parallel) {
    const page = await Promise.all(urls.slice(start, start + parallel).map((url) => countsOf(stage, sqs, url)));
    counts.push(...page.filter((one) => one !== undefined));
  }
  return counts.sort((a, b) => (a.queue < b.queue ? -1 : 1));
}

async function listUrls(stage: string, sqs: SQSClient): Promise<readonly string[]> {
  const urls: string[] = [];
  const pages = paginateListQueues({ client: sqs, pageSize: 1_000 }, { QueueNamePrefix: stagePrefix(stage) });
  for await (const { QueueUrls = [] } of pages) urls.push(...QueueUrls);
  return urls;
}

async function countsOf(stage: string, sqs: SQSClient, url: string): Promise<QueueCounts | undefined> {
  const queue = logicalName(stage, url.slice(url.lastIndexOf('/') + 1));
  if (queue === undefined) return undefined;
  const command = new GetQueueAttributesCommand({
    QueueUrl: url,
    AttributeNames: [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ],
  });
  const answer = await calling(`Counting queue ${queue}`, () =>
    sqs.send(command).catch((error: unknown) => {
      // Removed since it was listed.
      if (isQueueMissing(error)) return undefined;
      throw error;
    }),
  );
  if (!answer) return undefined;
  const { Attributes = {} } = answer;
  return {
    queue,
    visible: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
    inFlight:
      Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0) +
      Number(Attributes['ApproximateNumberOfMessagesDelayed'] ?? 0),
  };
}
