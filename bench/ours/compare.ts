import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { isKept, type Limit, limitLine, median } from '../limits.ts';
import { type PeerRun, runPeers } from '../peers.ts';
import budget from './ours.budget.json' with { type: 'json' };

/** What the three peers took, and the product's figures beside the budgets. */
export type Comparison = {
  readonly records: number;
  readonly runs: number;
  readonly load: number;
  readonly peers: Readonly<
    Record<
      string,
      { readonly recordsPerSecond: number; readonly cpuPerMillion: number; readonly peakMegabytes: number }
    >
  >;
  readonly limits: readonly Limit[];
};

const [ours, dlt, node] = ['OURS', 'dlt-jsonl', 'node-fast'];

/** Judges runs of the three peers, and of the product with a million records where that was measured. */
export function judge(runs: readonly PeerRun[], million: readonly PeerRun[]): Comparison {
  const records = runs[0]?.n ?? 0;
  const of = (peer: string, figure: 'wall' | 'cpu' | 'rss'): number =>
    median(runs.filter((run) => run.peer === peer).map((run) => run[figure]));
  const figuresOf = (peer: string): Comparison['peers'][string] => ({
    recordsPerSecond: records / of(peer, 'wall'),
    cpuPerMillion: (of(peer, 'cpu') / records) * 1e6,
    peakMegabytes: of(peer, 'rss'),
  });
  const limits: Limit[] = [
    {
      name: 'records/s, times dlt-jsonl',
      value: of(dlt, 'wall') / of(ours, 'wall'),
      atLeast: budget.recordsPerSecondOfDlt,
    },
    { name: 'CPU, times node-fast', value: of(ours, 'cpu') / of(node, 'cpu'), atMost: budget.cpuOfNodeFast },
    { name: 'peak memory, MB', value: of(ours, 'rss'), atMost: budget.peakMegabytes },
  ];
  const large = median(million.map(({ rss }) => rss));
  if (million.length > 0)
    limits.push({
      name: 'peak memory at a million, times that',
      value: large / of(ours, 'rss'),
      atMost: budget.peakOfMillion,
    });
  return {
    records,
    runs: runs.filter(({ peer }) => peer === ours).length,
    load: median(runs.map(({ load }) => load)),
    peers: { [ours]: figuresOf(ours), [dlt]: figuresOf(dlt), [node]: figuresOf(node) },
    limits,
  };
}

/** `--compare [--n N] [--runs R] [--skip-million] [--json]`: exit code 1 where a budget is not kept. */
export async function compare(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ compare: { type: 'boolean' }, 'skip-million': { type: 'boolean' }, json: { type: 'boolean' } },
      n: { type: 'string', default: '100000' },
      runs: { type: 'string', default: '3' },
    },
  });
  const flags = process.execArgv.join(' ');
  const command = `${process.execPath} ${flags} ${join(import.meta.dirname, 'main.mjs')}`;
  process.stderr.write(`OURS=node ${flags} ${relative('.', join(import.meta.dirname, 'main.mjs'))}\n`);
  const asked = { peers: [ours, dlt, node], ours: command, records: Number(values.n), runs: Number(values.runs) };
  const runs = await runPeers(asked);
  const million = values['skip-million']
    ? []
    : await runPeers({ ...asked, peers: [ours], records: 1_000_000, runs: 1 });
  const comparison = judge(runs, million);
  process.stdout.write(`${values.json ? JSON.stringify(comparison, undefined, 2) : linesOf(comparison).join('\n')}\n`);
  return comparison.limits.every(isKept) ? 0 : 1;
}

function linesOf({ records, runs, load, peers, limits }: Comparison): string[] {
  const rows = Object.entries(peers).map(
    ([peer, { recordsPerSecond, cpuPerMillion, peakMegabytes }]) =>
      `  ${peer.padEnd(10)} ${Math.round(recordsPerSecond).toString().padStart(7)} records/s  ${cpuPerMillion.toFixed(1).padStart(6)} CPU-s per million  ${Math.round(peakMegabytes).toString().padStart(4)} MB`,
  );
  return [`${records} records, medians of ${runs} runs, load ${load.toFixed(1)}`, ...rows, ...limits.map(limitLine)];
}
