import { setImmediate } from 'node:timers/promises';
import { isNamed } from '../../core/errors.ts';
import { subscriptionQueue } from '../../core/topic-names.ts';
import type { Consumer, ReceivedMessage } from '../../platform/ports.ts';
import { type DeliverDeps, restLeftMs } from './deliver.ts';
import { deliverHandler } from './deliver-handler.ts';
import { readEndpoint } from './endpoint.ts';

/** How long one look at an empty queue waits, and how long a paused endpoint is looked at again: a resume is noticed then. */
const waitMs = 2_000;
/** How long a loop rests after a fault of the platform. */
const faultPauseMs = 1_000;

export type DelivererOptions = {
  readonly concurrency: number;
  /** Storage failed: the process must end. */
  readonly onFatal: (error: unknown) => void;
};

/** Works on one subscription's queue until stopped: a loop per message that may be under way. */
export function startDeliverer(deps: DeliverDeps, name: string, { concurrency, onFatal }: DelivererOptions): Consumer {
  const stopping = new AbortController();
  const loops = Array.from({ length: concurrency }, () => run(deps, name, stopping.signal).catch(onFatal));
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function run(deps: DeliverDeps, name: string, signal: AbortSignal): Promise<void> {
  const queue = subscriptionQueue(name);
  const handle = deliverHandler(deps, name);
  while (!signal.aborted) {
    try {
      // Before a message is taken: one that is only put back would be counted as received.
      const restMs = await restOf(deps, name);
      if (restMs > 0) await rest(deps, Math.min(restMs, waitMs), signal);
      else await deliverOne(deps, queue, await deps.queues.receive(queue, 1, waitMs, signal), handle, signal);
      await setImmediate();
    } catch (error) {
      if (isNamed(error, 'StorageFailed')) throw error;
      // A queue that is gone may be made again under the same name before anybody stops this loop.
      const gone = isNamed(error, 'NotFound');
      if (!gone) deps.onFailure(`subscription ${name}`, error);
      await rest(deps, gone ? waitMs : faultPauseMs, signal);
    }
  }
}

async function restOf(deps: DeliverDeps, name: string): Promise<number> {
  const endpoint = await readEndpoint(deps.documents, name);
  return endpoint.paused ? waitMs : restLeftMs(deps, endpoint);
}

async function deliverOne(
  { queues }: DeliverDeps,
  queue: string,
  messages: readonly ReceivedMessage[],
  handle: ReturnType<typeof deliverHandler>,
  signal: AbortSignal,
): Promise<void> {
  const again = new Set(await handle(messages, signal));
  const delivered = messages.filter(({ id }) => !again.has(id)).map(({ receipt }) => receipt);
  if (delivered.length > 0) await queues.acknowledge(queue, delivered);
}

async function rest({ clock }: DeliverDeps, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
