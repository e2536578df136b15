import { setImmediate } from 'node:timers/promises';
import { isNamed } from '../../core/errors.ts';
import type { Checkpoint } from '../../core/fault-points.ts';
import { backoffMs } from '../delivery-backoff.ts';
import type { Clock, Consumer, MessageHandler, ReceivedMessage } from '../ports.ts';
import type { Wake } from './wake.ts';

/** A message sent by another process is found within this time; the look costs one indexed read. */
export const pollMs = 250;
/** How long the loop rests when another process keeps the database locked. */
const busyPauseMs = 1_000;

/** What the loop does with a queue; the writes are synchronous and throw. */
export type QueueAccess = {
  /** Undefined when the queue does not exist (any more). */
  take(queue: string, max: number): readonly ReceivedMessage[] | undefined;
  acknowledge(queue: string, receipts: readonly string[]): void;
  release(queue: string, receipts: readonly string[], delayMs: number): void;
};

export type ConsumeOptions = {
  readonly checkpoint: Checkpoint;
  /** Gets an error after which no consumer may go on: the process must end. The messages in hand return by their timeout. */
  readonly onFatal: (error: unknown) => void;
  /** Gets what a handler threw; its messages are delivered again. */
  readonly onHandlerError?: (queue: string, error: unknown) => void;
};

type Loop = ConsumeOptions & {
  readonly access: QueueAccess;
  readonly clock: Clock;
  readonly wake: Wake;
  readonly queue: string;
  readonly handler: MessageHandler;
  readonly batchSize: number;
  readonly signal: AbortSignal;
};

async function failedIds(loop: Loop, messages: readonly ReceivedMessage[]): Promise<ReadonlySet<string>> {
  try {
    return new Set(await loop.handler(messages, loop.signal));
  } catch (error) {
    if (isNamed(error, 'StorageFailed')) throw error;
    loop.onHandlerError?.(loop.queue, error);
    return new Set(messages.map(({ id }) => id));
  }
}

async function deliver(loop: Loop, messages: readonly ReceivedMessage[]): Promise<void> {
  const { access, queue } = loop;
  const failed = await failedIds(loop, messages);
  const done = messages.filter(({ id }) => !failed.has(id));
  if (done.length > 0) {
    access.acknowledge(
      queue,
      done.map(({ receipt }) => receipt),
    );
    loop.checkpoint('acknowledged');
  }
  const byCount = Map.groupBy(
    messages.filter(({ id }) => failed.has(id)),
    ({ receiveCount }) => receiveCount,
  );
  for (const [count, group] of byCount) {
    // Work that was interrupted by a stop did not fail for a reason of its own: the next start may try at once.
    const delay = loop.signal.aborted ? 0 : backoffMs(count);
    access.release(
      queue,
      group.map(({ receipt }) => receipt),
      delay,
    );
  }
}

async function run(loop: Loop): Promise<void> {
  while (!loop.signal.aborted) {
    try {
      const messages = loop.access.take(loop.queue, loop.batchSize);
      if (messages === undefined) return;
      if (messages.length === 0) await loop.wake.wait(loop.queue, pollMs, loop.signal);
      else await deliver(loop, messages);
      // A handler that never waits for I/O must not starve timers and sockets.
      await setImmediate();
    } catch (error) {
      if (!isNamed(error, 'PlatformUnavailable')) throw error;
      await loop.wake.wait(loop.queue, busyPauseMs, loop.signal);
    }
  }
}

/** Starts the loop; it ends by `stop` (after the handler in progress), when its queue is removed, or with `onFatal`. */
export function startConsumer(loop: Omit<Loop, 'signal'>): Consumer {
  const stopping = new AbortController();
  const ended = run({ ...loop, signal: stopping.signal }).catch(loop.onFatal);
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}
