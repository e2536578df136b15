import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One run of one peer, as ../shared/bench logs it. */
export type PeerRun = {
  readonly peer: string;
  readonly n: number;
  readonly style: string;
  readonly wall: number;
  readonly cpu: number;
  /** MB, of all processes together. */
  readonly rss: number;
  readonly rc: number | string;
  readonly got: number;
  readonly distinct: number;
  readonly load: number;
};

export type PeerRuns = {
  /** `OURS` among them needs `ours`. */
  readonly peers: readonly string[];
  readonly ours?: string;
  readonly records: number;
  readonly runs: number;
};

/** The folder of the comparison that the product stands in. */
export const sharedBench: string = process.env['BENCH_SHARED'] ?? join(import.meta.dirname, '../../shared/bench');

/** Runs peers in turns; progress goes to stderr. Throws where the bench fails or a peer did not write every record. */
export async function runPeers({ peers, ours, records, runs }: PeerRuns): Promise<readonly PeerRun[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-bench-'));
  try {
    const log = join(folder, 'runs.jsonl');
    const args = [join(sharedBench, 'bench.py'), '--peers', peers.join(','), '--n', String(records)];
    await toEnd('python3', [...args, '--runs', String(runs), '--log', log], ours === undefined ? {} : { OURS: ours });
    const done = readFileSync(log, 'utf8').trim().split('\n');
    const parsed = done.map((line) => JSON.parse(line) as PeerRun);
    const wrong = parsed.find(({ rc, got, distinct, n }) => rc !== 0 || got !== n || distinct !== n);
    if (wrong)
      throw new Error(`${wrong.peer} wrote ${wrong.distinct} of ${wrong.n} records and ended with ${wrong.rc}.`);
    return parsed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function toEnd(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  return new Promise((resolve, reject) => {
    // Its table is made anew from the log; stdout is for our own result.
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env } });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}.`))));
  });
}
