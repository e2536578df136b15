import type { Context } from '../context.ts';
import { progressMeter } from './progress-meter.ts';
import type { ProgressView } from './progress-view.ts';

const everyMs = 1_000;

/** One document a second: `{"type":"progress","run":"demo/1",…}`. */
export function jsonProgress({ emit, warn }: Pick<Context, 'emit' | 'warn'>): ProgressView {
  const meter = progressMeter();
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    show: (snapshot, now) => {
      const { total, streams } = meter(snapshot, now);
      if (now.getTime() - shownAt < everyMs) return;
      shownAt = now.getTime();
      const { connection, run } = snapshot.run;
      emit({ type: 'progress', run: `${connection}/${run}`, at: now.toISOString(), total, streams });
    },
    note: warn,
    end: () => undefined,
  };
}
