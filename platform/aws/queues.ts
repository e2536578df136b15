import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Clock, Queues } from '../ports.ts';
import { startConsumer } from './consume.ts';
import type { Deployment } from './deployment.ts';
import { ensureQueue, removeQueue } from './ensure-queue.ts';
import type { Outgoing } from './message.ts';
import { queueCounts } from './queue-counts.ts';
import { queueUrls } from './queue-urls.ts';
import { acknowledgeReceipts, releaseReceipts } from './receipts.ts';
import { receiveMessages } from './receive.ts';
import { redactQueues } from './redact-queues.ts';
import { sendBatches } from './send-batches.ts';

export type QueuesOptions = {
  /** Gets what a handler threw (its messages are delivered again), and what keeps a consumer from its queue. */
  onHandlerError(queue: string, error: unknown): void;
};

/** Queues on SQS: standard queues with dead letters, encrypted by the deployment's key. */
export function awsQueues(deployment: Deployment, sqs: SQSClient, clock: Clock, options: QueuesOptions): Queues {
  const urls = queueUrls(deployment, sqs);
  const access = { deployment, sqs, urls, clock };
  const reading: Pick<Queues, 'receive' | 'acknowledge' | 'release'> = {
    receive: (queue, max, waitMs, signal) => receiveMessages(access, queue, max, waitMs, signal),
    acknowledge: (queue, receipts) => acknowledgeReceipts(access, queue, receipts),
    release: (queue, receipts, delayMs) => releaseReceipts(access, queue, receipts, delayMs),
  };
  const send: Queues['send'] = (queue, messages) =>
    sendBatches(messages, (batch) =>
      urls.use(queue, 'Sending to', (url) =>
        sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: batch.map(entry) })),
      ),
    );
  const counts = (): ReturnType<Queues['counts']> => queueCounts(deployment, sqs);
  return {
    ...reading,
    ensure: (queue, queueOptions) => ensureQueue(access, queue, queueOptions),
    remove: (queue) => removeQueue(access, queue),
    send,
    consume: (queue, handler, { batchSize }) =>
      startConsumer({
        queues: reading,
        clock,
        queue,
        handler,
        batchSize,
        onError: (error) => options.onHandlerError(queue, error),
      }),
    counts,
    redact: (edit, { dryRun }) => redactQueues({ ...reading, send, counts }, edit, dryRun),
  };
}

function entry({ index, body, attributes }: Outgoing): {
  Id: string;
  MessageBody: string;
  MessageAttributes: Outgoing['attributes'];
} {
  return { Id: String(index), MessageBody: body, MessageAttributes: attributes };
}
