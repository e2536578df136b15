import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../platform/ports.ts';

type Sleeper = { readonly due: number; readonly wake: () => void };

export type FakeClock = Clock & {
  /** Moves time, waking sleepers at their own moment and in order; what they then do has been done when it resolves. */
  advance(ms: number): Promise<void>;
  /** Moves time without waking anyone: a clock that was set. */
  set(to: Date): void;
  /** Resolves when at least `count` sleeps are pending: the event to wait for before `advance`. */
  sleeping(count?: number): Promise<void>;
};

/** Lets promises, timers that are due and I/O callbacks run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await setImmediate();
}

/** A clock that stands still until it is moved. */
export function fakeClock(start = '2026-01-01T00:00:00.000Z'): FakeClock {
  let now = Date.parse(start);
  const sleepers = new Set<Sleeper>();
  const watchers = new Set<() => void>();
  const sleep: Clock['sleep'] = (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const end = (): void => {
        if (sleepers.delete(sleeper)) reject(signal?.reason);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const sleeper: Sleeper = { due: now + Math.max(0, ms), wake };
      sleepers.add(sleeper);
      signal?.addEventListener('abort', end, { once: true });
      for (const watcher of watchers) watcher();
    });
  return {
    now: () => new Date(now),
    sleep,
    set: (to) => {
      now = to.getTime();
    },
    advance: async (ms) => {
      const end = now + ms;
      for (;;) {
        await settle();
        const next = [...sleepers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
        if (!next) break;
        now = Math.max(now, next.due);
        sleepers.delete(next);
        next.wake();
      }
      now = end;
    },
    sleeping: async (count = 1) => {
      while (sleepers.size < count)
        await new Promise<void>((resolve) => {
          const watcher = (): void => {
            watchers.delete(watcher);
            resolve();
          };
          watchers.add(watcher);
        });
    },
  };
}
