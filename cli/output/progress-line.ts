import type { Context } from '../context.ts';

export type ProgressLine = { show(done: number, of: number): void; end(): void };

/** Between two lines, so that a terminal shows movement and a log stays short. */
const everyMs = 1_000;

/** Says on standard error how far long work is, at a terminal only. */
export function progressLine({ io, json, warn }: Pick<Context, 'io' | 'json' | 'warn'>, what: string): ProgressLine {
  let last = io.clock.now().getTime();
  return {
    show: (done, of) => {
      const now = io.clock.now().getTime();
      if (!io.isTTY || json || now - last < everyMs) return;
      last = now;
      warn(`${what}: ${done} of ${of}`);
    },
    end: () => {
      last = Number.POSITIVE_INFINITY;
    },
  };
}
