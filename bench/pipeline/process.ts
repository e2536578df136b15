import { join } from 'node:path';
import { checkConnectorFolder } from '../../core/connector/check.ts';
import { formatProblem } from '../../core/problem.ts';
import type { Run } from '../../core/run.ts';
import { startRun } from '../../distributor/start-run.ts';
import { type Embedded, openEmbedded } from '../../infra/embedded.ts';
import { putConnection, registerConnector } from '../../platform/catalogue.ts';
import { compileMapping } from '../../transformer/mapping/compile.ts';

const connector = 'mock-erp';
const request = { tenant: 'bench', connection: 'mock', connector, trigger: 'manual', streams: [] } as const;

/** What one run of the whole pipeline took. */
export type RunFigures = {
  readonly mode: 'full' | 'incremental';
  readonly records: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of that, on the main thread: what a run cannot be faster than. */
  readonly mainThreadSeconds: number;
  /** The greatest resident memory so far, in MB. */
  readonly peakMegabytes: number;
};

/** The product in a data directory, with the mock as its only connection. */
export async function openBenchPipeline(home: string, address: string): Promise<Embedded> {
  const fail = (what: string, error: unknown): void =>
    void process.stderr.write(`${what}: ${Error.isError(error) ? error.message : String(error)}\n`);
  const embedded = await openEmbedded({
    home,
    allowPrivateHosts: [new URL(address).host],
    onFailure: fail,
    threads: true,
  });
  const { platform } = embedded;
  const checked = checkConnectorFolder(join(import.meta.dirname, 'connectors', connector), compileMapping);
  if (!checked.ok) throw new Error(checked.problems.map(formatProblem).join('\n'));
  await registerConnector(platform, checked.value, platform.clock.now());
  const { tenant, connection } = request;
  await putConnection(platform, { tenant, name: connection, connector, paused: false, parameters: { address } });
  await platform.secrets.put(tenant, connection, { apiKey: 'bench-key' }, connector);
  return embedded;
}

/** Starts a run and waits until it is settled and committed. */
export async function timedRun({ platform }: Embedded, mode: RunFigures['mode']): Promise<RunFigures> {
  const [cpu, main, begun] = [process.cpuUsage(), process.threadCpuUsage(), performance.now()];
  const execution = await startRun(platform, { ...request, mode });
  while ((await platform.executions.describe(execution))?.status === 'running') await platform.clock.sleep(20);
  const seconds = (performance.now() - begun) / 1_000;
  const [all, own] = [process.cpuUsage(cpu), process.threadCpuUsage(main)];
  const [run] = await platform.ledger.runs(request.tenant, request.connection, 1);
  return {
    mode,
    ...countsOf(run),
    seconds,
    cpuSeconds: (all.user + all.system) / 1e6,
    mainThreadSeconds: (own.user + own.system) / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1_000,
  };
}

function countsOf(run: Run | undefined): Pick<RunFigures, 'records' | 'outcomes'> {
  const [result] = run?.results ?? [];
  if (run?.status !== 'succeeded' || !result) throw new Error(`The run did not succeed: ${JSON.stringify(run?.error)}`);
  const outcomes = Object.fromEntries(Object.entries(result.outcomes).filter(([, count]) => count > 0));
  return { records: result.records, outcomes };
}

/** `process.ts HOME ADDRESS MODE…`: the runs one after the other in this process; their figures as a line of JSON each. */
async function main([home = '', address = '', ...modes]: readonly string[]): Promise<void> {
  const embedded = await openBenchPipeline(home, address);
  const worker = await embedded.worker({ schedules: false });
  for (const mode of modes) {
    const figures = await timedRun(embedded, mode === 'full' ? 'full' : 'incremental');
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  }
  await worker.stop();
  await embedded.close();
}

if (import.meta.main) await main(process.argv.slice(2));
