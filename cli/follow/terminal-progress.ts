import type { Writer } from '../io.ts';
import { printable } from '../output/printable.ts';
import type { Style } from '../output/style.ts';
import { shorten, tableLines } from '../output/table.ts';
import { spanText } from '../output/time-text.ts';
import { progressMeter, type StreamProgress } from './progress-meter.ts';
import type { ProgressView } from './progress-view.ts';
import type { RunSnapshot } from './snapshot.ts';

/** One block at the end of the terminal, drawn over itself. */
export function terminalProgress(io: { readonly out: Writer; readonly columns: number }, style: Style): ProgressView {
  const meter = progressMeter();
  let drawn: readonly string[] = [];
  const erase = (): string => (drawn.length === 0 ? '' : `\u001b[${drawn.length}A\u001b[J`);
  const draw = (lines: readonly string[], above = ''): void => {
    io.out.write(`${erase()}${printable(above + lines.map((line) => `${line}\n`).join(''), style)}`);
    drawn = lines;
  };
  return {
    show: (snapshot, now) => {
      const { streams } = meter(snapshot, now);
      const [head = '', ...rows] = blockLines(snapshot, streams, now, io.columns);
      draw([style.bold(head), ...rows]);
    },
    note: (line) => draw(drawn, `${line}\n`),
    end: () => draw([]),
  };
}

/** Head and one line per stream, none wider than the terminal, because a wrapped line could not be drawn over. */
export function blockLines(
  { run }: RunSnapshot,
  streams: readonly StreamProgress[],
  now: Date,
  columns: number,
): readonly string[] {
  const since = spanText(now.getTime() - Date.parse(run.startedAt));
  const columnsOf = [
    { title: '' },
    { title: '', align: 'right' },
    { title: '', align: 'right' },
    { title: '', align: 'right' },
    { title: '' },
  ] as const;
  const table = tableLines(columnsOf, streams.map(rowOf), columns - 3).slice(1);
  return [`run ${run.connection}/${run.run}, ${since}`, ...table.map((line) => `  ${line}`)].map((line) =>
    shorten(line, columns - 1),
  );
}

function rowOf(progress: StreamProgress): readonly string[] {
  const { stream, records, expected, done, processed, perSecond, secondsLeft } = progress;
  const read = done || expected === undefined ? `${records}` : `${records}/${expected}`;
  const rate = perSecond === undefined ? '' : `${perSecond}/s`;
  const left = done ? 'read' : secondsLeft === undefined ? 'reading' : `${spanText(secondsLeft * 1000)} left`;
  return [stream, read, rate, left, done && processed >= records ? 'arrived' : `${processed} processed`];
}
