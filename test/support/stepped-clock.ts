import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../platform/ports.ts';

export type SteppedClock = Clock & { advance(ms: number): Promise<void> };

/**
 * A clock that moves only when it is told to, and whose sleeps end at once without moving it: for adapters that poll over
 * a network, where nobody can say when a sleep begins.
 */
export function steppedClock(start = '2026-01-01T00:00:00.000Z'): SteppedClock {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    sleep: async (_ms, signal) => {
      signal?.throwIfAborted();
      await setImmediate();
    },
    advance: async (ms) => {
      now += ms;
    },
  };
}
