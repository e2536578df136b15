import { ReceiveMessageCommand, type SQSClient, type Message as SqsMessage } from '@aws-sdk/client-sqs';
import { isRetryable } from '../../core/errors.ts';
import type { Clock, ReceivedMessage } from '../ports.ts';
import { incoming } from './message.ts';
import type { QueueUrls } from './queue-urls.ts';

/** What one ReceiveMessage gives and waits at most. */
const maxMessages = 10;
const maxWaitSeconds = 20;

type Access = { readonly sqs: SQSClient; readonly urls: QueueUrls; readonly clock: Clock };

/**
 * At most `max` messages. An empty queue is waited for at least one second: with no wait at all, SQS asks only some of its
 * servers and may give nothing although messages are there.
 */
export async function receiveMessages(
  access: Access,
  queue: string,
  max: number,
  waitMs: number,
  signal?: AbortSignal,
): Promise<readonly ReceivedMessage[]> {
  const now = (): number => access.clock.now().getTime();
  const deadline = now() + waitMs;
  const taken: ReceivedMessage[] = [];
  // Not within a poll: one that is cut off loses what it was about to give until its timeout.
  while (taken.length < max && signal?.aborted !== true) {
    const waitSeconds =
      taken.length > 0 ? 0 : Math.min(Math.max(Math.ceil((deadline - now()) / 1000), 1), maxWaitSeconds);
    const page = await receiveOnce(access, queue, max - taken.length, waitSeconds).catch((error: unknown) => {
      // What was taken already would be lost to everybody until its timeout.
      if (taken.length > 0 && isRetryable(error)) return [];
      throw error;
    });
    taken.push(...page);
    if (page.length === 0 ? taken.length > 0 || now() >= deadline : max <= maxMessages) break;
  }
  return taken;
}

async function receiveOnce(
  { sqs, urls }: Access,
  queue: string,
  max: number,
  waitSeconds: number,
): Promise<readonly ReceivedMessage[]> {
  const { Messages = [] } = await urls.use(queue, 'Receiving from', (url) =>
    sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: Math.min(max, maxMessages),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
        MessageAttributeNames: ['All'],
      }),
    ),
  );
  return Messages.map(fromSqs);
}

function fromSqs({ MessageId, Body, Attributes, MessageAttributes, ReceiptHandle }: SqsMessage): ReceivedMessage {
  const attributes: Record<string, string> = {};
  for (const [name, { StringValue }] of Object.entries(MessageAttributes ?? {}))
    if (StringValue !== undefined) attributes[name] = StringValue;
  return {
    ...incoming(MessageId ?? '', Body ?? '', attributes),
    receipt: ReceiptHandle ?? '',
    receiveCount: Number(Attributes?.ApproximateReceiveCount ?? 1),
    sentAt: new Date(Number(Attributes?.SentTimestamp ?? 0)).toISOString(),
  };
}
