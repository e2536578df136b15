import { isNamed } from '../../core/errors.ts';
import { subscriptionQueue } from '../../core/topic-names.ts';
import type { MessageHandler } from '../../platform/ports.ts';
import { type DeliverDeps, deliverMessage } from './deliver.ts';

/** Why a message may come again although nothing was found wrong with it: a fault of the platform, or a stop. */
const soonMs = 5_000;

/**
 * Hands messages of one subscription's queue to its endpoint, one after the other. Those that come again are hidden until
 * they are due, and are the failed ones of the answer.
 */
export function deliverHandler(deps: DeliverDeps, name: string): MessageHandler {
  const queue = subscriptionQueue(name);
  return async (messages, signal) => {
    const again: string[] = [];
    for (const message of messages) {
      const disposal = await deliverMessage(deps, name, message, signal).catch((error: unknown) => {
        if (isNamed(error, 'StorageFailed')) throw error;
        if (!signal.aborted) deps.onFailure(`subscription ${name}`, error);
        return { kind: 'again' as const, afterMs: signal.aborted ? 0 : soonMs };
      });
      if (disposal.kind === 'done') continue;
      again.push(message.id);
      await deps.queues.release(queue, [message.receipt], disposal.afterMs);
    }
    return again;
  };
}
