import type { Context } from '../context.ts';
import { spanText } from '../output/time-text.ts';
import { type Progress, progressMeter } from './progress-meter.ts';
import type { ProgressView } from './progress-view.ts';
import type { RunSnapshot } from './snapshot.ts';

const everyMs = 2_000;

/** For logs and pipes: a line when a run begins, every two seconds, and when a stream is read. */
export function plainProgress({ say, warn }: Pick<Context, 'say' | 'warn'>): ProgressView {
  const meter = progressMeter();
  const ended = new Set<string>();
  let shown: { readonly run: string; readonly at: number } | undefined;
  return {
    show: (snapshot, now) => {
      const name = `${snapshot.run.connection}/${snapshot.run.run}`;
      const progress = meter(snapshot, now);
      if (shown?.run !== name) {
        shown = { run: name, at: now.getTime() };
        ended.clear();
        say(`run ${name}: reading ${streamList(snapshot.run.streams)}`);
      }
      for (const line of streamEnds(snapshot, ended)) say(`run ${name}: ${line}`);
      if (now.getTime() - shown.at < everyMs || snapshot.run.status !== 'running') return;
      shown = { run: name, at: now.getTime() };
      say(`run ${name}: ${totalLine(progress.total)}`);
    },
    note: warn,
    end: () => undefined,
  };
}

/** All names while they fit on a line with the rest. */
function streamList(streams: readonly string[]): string {
  return streams.length <= 3 ? streams.join(', ') : `${streams.length} streams`;
}

function streamEnds({ streams }: RunSnapshot, ended: Set<string>): readonly string[] {
  const now = streams.filter(
    ({ stream, done, processed, records }) => done && processed >= records && !ended.has(stream),
  );
  return now.map(({ stream, records }) => {
    ended.add(stream);
    return `${stream} has arrived, ${records} records`;
  });
}

/** `1800 of 4000 records read, 820/s, about 3 s left; 1500 processed` */
export function totalLine(total: Progress['total']): string {
  const read = `${total.records}${total.expected === undefined ? '' : ` of ${total.expected}`} records read`;
  const rate = total.perSecond === undefined ? '' : `, ${total.perSecond}/s`;
  const left = total.secondsLeft === undefined ? '' : `, about ${spanText(total.secondsLeft * 1000)} left`;
  return `${read}${rate}${left}; ${total.processed} processed`;
}
