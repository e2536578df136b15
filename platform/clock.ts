import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Clock, Ids } from './ports.ts';

/** Node's timers overflow beyond 2^31 - 1 ms (24.8 days) and would fire at once: longer sleeps are made of pieces. */
const longestTimer = 2 ** 31 - 1;

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  const options = signal ? { signal } : {};
  try {
    for (let left = ms; ; left -= longestTimer) {
      await setTimeout(Math.max(0, Math.min(left, longestTimer)), undefined, options);
      if (left <= longestTimer) return;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/** The machine's time. An aborted sleep rejects with the signal's reason. */
export const systemClock: Clock = { now: () => new Date(), sleep };

export const randomIds: Ids = { next: () => randomUUID() };
