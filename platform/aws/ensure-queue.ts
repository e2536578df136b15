import { CreateQueueCommand, DeleteQueueCommand, SetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { TributaryError } from '../../core/errors.ts';
import { deadLetterQueue } from '../../core/topic-names.ts';
import type { QueueOptions } from '../ports.ts';
import { demandQueueOptions } from '../queue-options.ts';
import { calling, isAwsError } from './aws-fault.ts';
import type { Deployment } from './deployment.ts';
import { physicalName } from './names.ts';
import { deadLetterAttributes, queueAttributes } from './queue-attributes.ts';
import { isQueueMissing, type QueueUrls } from './queue-urls.ts';

type Access = { readonly deployment: Deployment; readonly sqs: SQSClient; readonly urls: QueueUrls };

/** Creates the queue and its dead letters, or updates the attributes of those there are. */
export async function ensureQueue(access: Access, queue: string, options: QueueOptions): Promise<void> {
  demandQueueOptions(queue, options);
  const { deployment } = access;
  // The dead letters first: the redrive policy names them.
  await ensureOne(access, deadLetterQueue(queue), deadLetterAttributes(deployment, queue, options));
  await ensureOne(access, queue, queueAttributes(deployment, queue, options));
}

async function ensureOne(access: Access, queue: string, attributes: Record<string, string>): Promise<void> {
  // Not from memory: somebody else may have removed it.
  access.urls.forget(queue);
  const url = (await access.urls.find(queue)) ?? (await create(access, queue, attributes));
  if (url === undefined) return;
  const command = new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes });
  await calling(`Updating queue ${queue}`, () => access.sqs.send(command));
}

/** Gives the URL only where the queue has come into being meanwhile, with other attributes. */
async function create(
  { deployment, sqs, urls }: Access,
  queue: string,
  attributes: Record<string, string>,
): Promise<string | undefined> {
  const command = new CreateQueueCommand({
    QueueName: physicalName(deployment.stage, queue),
    Attributes: attributes,
  });
  return calling(`Creating queue ${queue}`, async () => {
    try {
      await sqs.send(command);
      return undefined;
    } catch (error) {
      if (isAwsError(error, 'QueueNameExists', 'QueueAlreadyExists')) return urls.find(queue);
      if (!isAwsError(error, 'QueueDeletedRecently', 'AWS.SimpleQueueService.QueueDeletedRecently')) throw error;
      const message = `Queue ${queue} was removed less than a minute ago, and SQS keeps its name that long: try again in a minute.`;
      throw new TributaryError('PlatformUnavailable', { code: 'queue-deleted-recently', message, cause: error });
    }
  });
}

/** Removes the queue and its dead letters with all that waits there; nothing happens where they do not exist. */
export async function removeQueue({ sqs, urls }: Access, queue: string): Promise<void> {
  for (const name of [queue, deadLetterQueue(queue)]) {
    urls.forget(name);
    const url = await urls.find(name);
    if (url === undefined) continue;
    urls.forget(name);
    await calling(`Removing queue ${name}`, () =>
      sqs.send(new DeleteQueueCommand({ QueueUrl: url })).catch((error: unknown) => {
        if (!isQueueMissing(error)) throw error;
      }),
    );
  }
}
