import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { TributaryError } from '../../core/errors.ts';
import { calling, isAwsError } from './aws-fault.ts';
import type { Deployment } from './deployment.ts';
import { physicalName } from './names.ts';

export type QueueUrls = {
  /** Undefined when the queue does not exist. */
  find(queue: string): Promise<string | undefined>;
  /** Does a call with the queue's URL. Throws NotFound when the queue does not exist (any more). */
  use<T>(queue: string, what: string, call: (url: string) => Promise<T>): Promise<T>;
  forget(queue: string): void;
};

/** True for what SQS answers about a queue that is not there. */
export function isQueueMissing(error: unknown): boolean {
  return isAwsError(error, 'QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue');
}

const missing = (queue: string): TributaryError =>
  new TributaryError('NotFound', {
    code: 'queue-missing',
    message: `There is no queue ${queue}: create it first, or look at \`tributary queues\` for the names.`,
  });

/** URLs of queues, asked for once per process. */
export function queueUrls({ stage }: Deployment, sqs: SQSClient): QueueUrls {
  const known = new Map<string, string>();
  const find = async (queue: string): Promise<string | undefined> => {
    const cached = known.get(queue);
    if (cached !== undefined) return cached;
    const command = new GetQueueUrlCommand({ QueueName: physicalName(stage, queue) });
    const answer = await calling(`Looking for queue ${queue}`, () =>
      sqs.send(command).catch((error: unknown) => {
        if (isQueueMissing(error)) return undefined;
        throw error;
      }),
    );
    if (answer?.QueueUrl !== undefined) known.set(queue, answer.QueueUrl);
    return answer?.QueueUrl;
  };
  const use = async <T>(queue: string, what: string, call: (url: string) => Promise<T>): Promise<T> => {
    const url = await find(queue);
    if (url === undefined) throw missing(queue);
    return calling(`${what} queue ${queue}`, () =>
      call(url).catch((error: unknown) => {
        if (!isQueueMissing(error)) throw error;
        known.delete(queue);
        throw missing(queue);
      }),
    );
  };
  return { find, use, forget: (queue) => void known.delete(queue) };
}
