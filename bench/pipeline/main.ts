import { parseArgs } from 'node:util';
import { isKept, type Limit, limitLine, median } from '../limits.ts';
import { type PeerRun, runPeers } from '../peers.ts';
import { type MockErp, openMockErp } from './mock-erp.ts';
import budget from './pipeline.budget.json' with { type: 'json' };
import type { RunFigures } from './process.ts';
import { runProcess } from './run-process.ts';
import { type StageFigures, stagesOf } from './stages.ts';

const help = `Usage: npm run --silent bench:pipeline -- [--n N] [--runs R] [--stored] [--million] [--json]

The whole embedded pipeline on the mock ERP of ../shared/bench: extract, blob, manifest, topic, transform, events, store,
settlement, watermark. N records (default 100000) into an empty directory, then the same again with nothing changed, R
times (default 3), each beside dlt-jsonl's plain extraction; then once under the profiler, for the CPU-seconds of every stage.
--stored   also N new records into a directory that holds ${budget.storedRecords} already
--million  also a million records, for the memory
BENCH_SHARED says where ../shared/bench is; its setup.sh has to have been run. Exit code 1 where a figure is over
bench/pipeline/pipeline.budget.json.

Example: npm run --silent bench:pipeline -- --n 100000 --stored --million
`;

export type PipelineReport = {
  readonly records: number;
  readonly first: readonly RunFigures[];
  readonly unchanged: readonly RunFigures[];
  readonly dlt: readonly PeerRun[];
  readonly stored?: RunFigures;
  readonly million?: RunFigures;
  readonly stages: readonly StageFigures[];
  readonly limits: readonly Limit[];
};

type Measured = Omit<PipelineReport, 'limits' | 'stages'>;

const perSecond = ({ records, seconds }: RunFigures): number => records / seconds;

/** The figures beside their budgets; of what was not measured there is none. */
export function judge({ first, unchanged, dlt, stored, million }: Measured): readonly Limit[] {
  const rate = median(first.map(perSecond));
  const dltRate = median(dlt.map(({ n, wall }) => n / wall));
  const peak = median(first.map(({ peakMegabytes }) => peakMegabytes));
  return [
    { name: 'records/s, times dlt-jsonl', value: rate / dltRate, atLeast: budget.recordsPerSecondOfDlt },
    {
      name: 'nothing changed, times as fast',
      value: median(unchanged.map(perSecond)) / rate,
      atLeast: budget.unchangedTimesAsFast,
    },
    ...(stored
      ? [
          {
            name: 'with records stored, times slower',
            value: rate / perSecond(stored),
            atMost: budget.slowerWithStored,
          },
        ]
      : []),
    ...(million
      ? [{ name: 'memory of a million, times', value: million.peakMegabytes / peak, atMost: budget.memoryOfMillion }]
      : []),
  ];
}

const note = (text: string): void => void process.stderr.write(`${text}\n`);

async function measure(
  records: number,
  runs: number,
  wanted: { stored: boolean; million: boolean },
): Promise<Measured> {
  const [first, unchanged, dlt]: [RunFigures[], RunFigures[], PeerRun[]] = [[], [], []];
  const mock = await openMockErp();
  try {
    for (let run = 1; run <= runs; run++) {
      note(`run ${run} of ${runs}: ${records} records, twice, and dlt`);
      const [one, again] = await runProcess([{ address: mock.address(records), modes: ['full', 'full'] }]);
      if (one) first.push(one);
      if (again) unchanged.push(again);
      dlt.push(...(await runPeers({ peers: ['dlt-jsonl'], records, runs: 1 })));
    }
    const stored = wanted.stored ? await measureStored(mock, records) : undefined;
    const million = wanted.million ? await measureMillion(mock) : undefined;
    return { records, first, unchanged, dlt, ...(stored && { stored }), ...(million && { million }) };
  } finally {
    mock.stop();
  }
}

async function measureStored(mock: MockErp, records: number): Promise<RunFigures | undefined> {
  note(`${budget.storedRecords} records, and ${records} more`);
  const before = { address: mock.address(budget.storedRecords), modes: ['full' as const] };
  const more = { address: mock.address(budget.storedRecords + records), modes: ['incremental' as const] };
  return (await runProcess([before, more]))[1];
}

async function measureMillion(mock: MockErp): Promise<RunFigures | undefined> {
  note('a million records');
  return (await runProcess([{ address: mock.address(1_000_000), modes: ['full'] }]))[0];
}

function runLine(name: string, { records, seconds, cpuSeconds, mainThreadSeconds, peakMegabytes }: RunFigures): string {
  const perMillion = (value: number): string => ((value / records) * 1e6).toFixed(1);
  return `${name.padEnd(16)} ${Math.round(records / seconds)} records/s, CPU-s per million ${perMillion(cpuSeconds)} (main thread ${perMillion(mainThreadSeconds)}), ${Math.round(peakMegabytes)} MB`;
}

function linesOf({ records, first, unchanged, dlt, stored, million, stages, limits }: PipelineReport): string[] {
  const dltRates = dlt.map(({ n, wall }) => n / wall);
  return [
    `${records} records`,
    ...first.map((run) => runLine('all new', run)),
    ...unchanged.map((run) => runLine('nothing changed', run)),
    ...(stored ? [runLine('with stored', stored)] : []),
    ...(million ? [runLine('a million', million)] : []),
    `dlt-jsonl        ${dltRates.map((rate) => Math.round(rate)).join(', ')} records/s`,
    'CPU-s per million by stage, all new / nothing changed:',
    ...stages.map(
      ({ stage, first: one, unchanged: again }) =>
        `  ${stage.padEnd(44)} ${one.toFixed(1).padStart(6)} ${again.toFixed(1).padStart(6)}`,
    ),
    ...limits.map(limitLine),
  ];
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      ...{ n: { type: 'string', default: '100000' }, runs: { type: 'string', default: '3' } },
      ...{ stored: { type: 'boolean' }, million: { type: 'boolean' } },
      ...{ json: { type: 'boolean' }, help: { type: 'boolean' } },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const wanted = { stored: values.stored === true, million: values.million === true };
  const measured = await measure(Number(values.n), Number(values.runs), wanted);
  note('stages, under the profiler');
  const report = { ...measured, stages: await stagesOf(Number(values.n)), limits: judge(measured) };
  process.stdout.write(`${values.json ? JSON.stringify(report, undefined, 2) : linesOf(report).join('\n')}\n`);
  return report.limits.every(isKept) ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main();
