import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { isNamed, TributaryError } from '../../core/errors.ts';
import type { Clock } from '../ports.ts';
import type { QueueUrls } from './queue-urls.ts';

type Access = { readonly sqs: SQSClient; readonly urls: QueueUrls; readonly clock: Clock };
type Entry = { readonly Id: string; readonly ReceiptHandle: string };
type Send = (url: string, entries: Entry[]) => Promise<{ readonly Failed?: BatchResultErrorEntry[] | undefined }>;

const maxEntries = 10;
const attempts = 4;
const maxVisibilitySeconds = 43_200;

/** Answers about a receipt that has expired, or whose message is gone: whoever has received the message since goes on. */
const expired: ReadonlySet<string> = new Set([
  'ReceiptHandleIsInvalid',
  'InvalidParameterValue',
  'MessageNotInflight',
  'AWS.SimpleQueueService.MessageNotInflight',
]);

/** Deletes the messages. Throws PlatformUnavailable when some of them could not be deleted in four attempts. */
export async function acknowledgeReceipts(access: Access, queue: string, receipts: readonly string[]): Promise<void> {
  await inBatches(access, queue, 'Acknowledging in', receipts, (url, Entries) =>
    access.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries })),
  );
}

/** Makes the messages visible after `delayMs`, rounded up to seconds. Throws PlatformUnavailable like acknowledging. */
export async function releaseReceipts(
  access: Access,
  queue: string,
  receipts: readonly string[],
  delayMs: number,
): Promise<void> {
  const VisibilityTimeout = Math.min(Math.ceil(Math.max(delayMs, 0) / 1000), maxVisibilitySeconds);
  await inBatches(access, queue, 'Releasing in', receipts, (url, entries) =>
    access.sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: url,
        Entries: entries.map((entry) => ({ ...entry, VisibilityTimeout })),
      }),
    ),
  );
}

async function inBatches(
  access: Access,
  queue: string,
  what: string,
  receipts: readonly string[],
  send: Send,
): Promise<void> {
  const reasons: string[] = [];
  const distinct = [...new Set(receipts)];
  for (let start = 0; start < distinct.length; start += maxEntries) {
    const entries = distinct
      .slice(start, start + maxEntries)
      .map((receipt, index) => ({ Id: String(index), ReceiptHandle: receipt }));
    try {
      reasons.push(...(await oneBatch(access, queue, what, entries, send)));
    } catch (error) {
      // A queue that was removed has nothing left to acknowledge.
      if (isNamed(error, 'NotFound')) return;
      throw error;
    }
  }
  if (reasons.length === 0) return;
  const message = `${what} queue ${queue}: SQS refused ${reasons.length} of ${distinct.length} receipts in ${attempts} attempts: ${reasons[0]}.`;
  throw new TributaryError('PlatformUnavailable', { code: 'receipts-refused', message });
}

/** Gives a reason for each receipt that was refused to the last. */
async function oneBatch(
  { urls, clock }: Access,
  queue: string,
  what: string,
  entries: readonly Entry[],
  send: Send,
): Promise<readonly string[]> {
  let rest = [...entries];
  for (let attempt = 1; ; attempt++) {
    const { Failed = [] } = await urls.use(queue, what, (url) => send(url, rest));
    const refused = Failed.filter(({ Code }) => !expired.has(Code ?? ''));
    if (refused.length === 0) return [];
    if (attempt === attempts) return refused.map(({ Code, Message }) => `${Message ?? 'refused'} (${Code})`);
    const ids = new Set(refused.map(({ Id }) => Id));
    rest = rest.filter(({ Id }) => ids.has(Id));
    await clock.sleep(50 * 2 ** attempt);
  }
}
