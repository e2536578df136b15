import { isNamed, isRetryable } from '../../core/errors.ts';
import { backoffMs } from '../delivery-backoff.ts';
import type { Clock, Consumer, MessageHandler, Queues, ReceivedMessage } from '../ports.ts';

/** How long one poll waits for a message: `stop` waits for it, because a poll that is cut off loses what it was about to give. */
const pollMs = 2_000;
const faultPauseMs = 1_000;
/** A permission that is lacking may be mended while the process runs. */
const refusedPauseMs = 30_000;

type Loop = {
  readonly queues: Pick<Queues, 'receive' | 'acknowledge' | 'release'>;
  readonly clock: Clock;
  readonly queue: string;
  readonly handler: MessageHandler;
  readonly batchSize: number;
  /** Gets what a handler threw, and what keeps the loop from its queue. */
  readonly onError: (error: unknown) => void;
  readonly signal: AbortSignal;
};

/**
 * Polls the queue until stopped or until the queue is removed. On AWS the functions are fed by event source mappings; this
 * is for containers and tests.
 */
export function startConsumer(loop: Omit<Loop, 'signal'>): Consumer {
  const stopping = new AbortController();
  const ended = run({ ...loop, signal: stopping.signal });
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

async function run(loop: Loop): Promise<void> {
  let everReceived = false;
  while (!loop.signal.aborted) {
    try {
      const messages = await loop.queues.receive(loop.queue, loop.batchSize, pollMs);
      everReceived = true;
      if (messages.length > 0) await deliver(loop, messages);
    } catch (error) {
      if (isNamed(error, 'NotFound')) {
        if (!everReceived) loop.onError(error);
        return;
      }
      loop.onError(error);
      await pause(loop, isRetryable(error) ? faultPauseMs : refusedPauseMs);
    }
  }
}

async function pause({ clock, signal }: Loop, ms: number): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function deliver(loop: Loop, messages: readonly ReceivedMessage[]): Promise<void> {
  const { queues, queue } = loop;
  const failed = loop.signal.aborted ? idsOf(messages) : await failedIds(loop, messages);
  const done = messages.filter(({ id }) => !failed.has(id));
  if (done.length > 0) await queues.acknowledge(queue, receiptsOf(done));
  const byCount = Map.groupBy(
    messages.filter(({ id }) => failed.has(id)),
    ({ receiveCount }) => receiveCount,
  );
  for (const [count, group] of byCount) {
    // Work that was interrupted by a stop did not fail for a reason of its own: the next start may try at once.
    await queues.release(queue, receiptsOf(group), loop.signal.aborted ? 0 : backoffMs(count));
  }
}

async function failedIds(loop: Loop, messages: readonly ReceivedMessage[]): Promise<ReadonlySet<string>> {
  try {
    return new Set(await loop.handler(messages, loop.signal));
  } catch (error) {
    loop.onError(error);
    return idsOf(messages);
  }
}

const idsOf = (messages: readonly ReceivedMessage[]): ReadonlySet<string> => new Set(messages.map(({ id }) => id));
const receiptsOf = (messages: readonly ReceivedMessage[]): readonly string[] => messages.map(({ receipt }) => receipt);
