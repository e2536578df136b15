import { isRetryable, messageOf } from '../../core/errors.ts';
import type { Message, PublishResult } from '../ports.ts';
import { type Outgoing, packed } from './message.ts';

/** What SendMessageBatch and PublishBatch answer; the ids are the messages' indexes. */
export type BatchAnswer = {
  readonly Successful?: readonly { readonly Id?: string | undefined }[] | undefined;
  readonly Failed?:
    | readonly {
        readonly Id?: string | undefined;
        readonly Code?: string | undefined;
        readonly Message?: string | undefined;
      }[]
    | undefined;
};

/**
 * Sends messages batch by batch. A batch whose call fails in a way that may pass, and those after it, are reported as not
 * accepted: callers offer them again, and know what was accepted before. Anything else is thrown.
 */
export async function sendBatches(
  messages: readonly Message[],
  send: (batch: readonly Outgoing[]) => Promise<BatchAnswer>,
): Promise<PublishResult> {
  const { batches, refused } = packed(messages);
  const failed = [...refused];
  let broken: string | undefined;
  for (const batch of batches) {
    if (broken === undefined) {
      try {
        failed.push(...notAccepted(batch, await send(batch)));
        continue;
      } catch (error) {
        if (!isRetryable(error)) throw error;
        broken = messageOf(error);
      }
    }
    for (const { index } of batch) failed.push({ index, reason: broken });
  }
  return { failed: failed.sort((a, b) => a.index - b.index) };
}

/** Only what is named as successful counts as accepted. */
function notAccepted(
  batch: readonly Outgoing[],
  { Successful = [], Failed = [] }: BatchAnswer,
): PublishResult['failed'] {
  const accepted = new Set(Successful.map(({ Id }) => Id));
  const reasons = new Map(
    Failed.map(({ Id, Code, Message }) => [Id, `${Message ?? 'refused'} (${Code ?? 'no code'})`]),
  );
  return batch
    .filter(({ index }) => !accepted.has(String(index)))
    .map(({ index }) => ({ index, reason: reasons.get(String(index)) ?? 'It is missing in the answer.' }));
}
