import { TributaryError } from '../../core/errors.ts';
import type { Run, RunKey, StreamResult } from '../../core/run.ts';
import { leaseLost, notAnEnd, runClosed, runName } from '../ledger-faults.ts';
import type { Clock, Coordination, Ledger } from '../ports.ts';
import { fenceCheck } from './leases.ts';
import {
  connectionPartition,
  headKey,
  openRunKey,
  openRunsPartition,
  runFloorKey,
  runsPrefix,
  tenantRunKey,
  tenantRunsPartition,
  watermarksKey,
} from './ledger-keys.ts';
import { getRow, queryRows, startingWith } from './rows.ts';
import {
  closeHead,
  demandRun,
  getRun,
  newRunRow,
  openCheck,
  openHead,
  pointerTo,
  rewriteRun,
  runOf,
  runsBehind,
} from './run-rows.ts';
import type { Table } from './table.ts';
import { transact, type Write } from './writes.ts';

type Runs = Pick<Ledger, 'openRun' | 'run' | 'runs' | 'openRuns' | 'closeRun'>;
type Wanted = Parameters<Ledger['openRun']>[0];
type Fenced = { readonly run: Run; readonly writes: readonly Write[] };

/** Only the holder of a connection's lease writes its runs; whoever loses this often is up against something broken. */
const rounds = 5;
/** Of the executions of a run, the last ones are kept: the sweeper gives up on a run long before. */
const mostExecutions = 40;

/** The attribute of a connection's watermarks that holds the one of a stream. */
export function watermarkOf(stream: string): string {
  return `stream:${stream}`;
}

/** The runs of the ledger and the watermarks that their end moves. */
export function runsIn(table: Table, clock: Clock, holds: Coordination['holds']): Runs {
  return {
    openRun: (wanted, execution, fence) =>
      inRounds(wanted, async () => {
        const { run, writes } = await opening(table, clock, { ...wanted, fence }, execution);
        const what = `opening a run of connection ${wanted.connection}`;
        const refused = await transact(table, clock, what, [fenceCheck(clock, fence), ...writes]);
        if (refused.includes(0)) throw leaseLost(fence);
        return refused.length === 0 ? run : undefined;
      }),
    run: async (key) => (await getRun(table, key))?.run,
    runs: async (tenant, connection, limit) => {
      const descending = true;
      if (connection !== undefined) {
        const range = startingWith(connectionPartition({ tenant, connection }), runsPrefix);
        return (await queryRows(table, { ...range, descending }, limit)).map(runOf);
      }
      return runsBehind(table, clock, await queryRows(table, { pk: tenantRunsPartition(tenant), descending }, limit));
    },
    openRuns: async () => {
      const runs = await runsBehind(table, clock, await queryRows(table, { pk: openRunsPartition }));
      const open = runs.filter((run) => run.status === 'running');
      return open.sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
    },
    closeRun: async (key, end, fence) => {
      await inRounds(key, async () => {
        const stored = await demandRun(table, key);
        if (end.status === 'running') throw notAnEnd(key);
        if (stored.run.status === end.status) return true;
        if (stored.run.status !== 'running')
          throw (await holds(fence)) ? runClosed(key, stored.run.status) : leaseLost(fence);
        const closed: Run = { ...stored.run, ...end, endedAt: clock.now().toISOString() };
        const refused = await transact(table, clock, `closing ${runName(key)}`, [
          ...[fenceCheck(clock, fence), closeHead(key), rewriteRun(closed, stored)],
          { kind: 'delete', key: openRunKey(key) },
          ...moveWatermarks(key, end.results),
        ]);
        if (refused.includes(0)) throw leaseLost(fence);
        return refused.length === 0 || undefined;
      });
    },
  };
}

/** The run to work on, and what has to be written so that it is: the open one, or the next. */
async function opening(
  table: Table,
  clock: Clock,
  wanted: Wanted & Pick<Run, 'fence'>,
  execution: string,
): Promise<Fenced> {
  const head = await getRow(table, headKey(wanted));
  const last = Number(head?.['run'] ?? 0);
  if (head?.['running'] === true) {
    const stored = await demandRun(table, { ...wanted, run: last });
    const before = stored.run.executions;
    const executions = before.includes(execution) ? before : [...before, execution].slice(-mostExecutions);
    const run: Run = { ...stored.run, executions, fence: wanted.fence };
    return { run, writes: [openCheck(run), rewriteRun(run, stored)] };
  }
  const startedAt = clock.now().toISOString();
  const floor = Number((await getRow(table, runFloorKey))?.['run'] ?? 0);
  const run: Run = { ...wanted, run: Math.max(last, floor) + 1, status: 'running', executions: [execution], startedAt };
  const pointers = [tenantRunKey(run, startedAt), openRunKey(run)];
  return {
    run,
    writes: [
      ...[openHead(run, last), newRunRow(run)],
      ...pointers.map((key): Write => ({ kind: 'put', row: { ...key, ...pointerTo(run) } })),
    ],
  };
}

/** All of a connection's in one row, so that however many streams fit into the transaction. */
function moveWatermarks(key: RunKey, results: readonly StreamResult[]): readonly Write[] {
  const moved = results.filter((result) => result.watermark !== undefined);
  if (moved.length === 0) return [];
  return [
    {
      ...{ kind: 'update', key: watermarksKey(key) },
      change: `SET ${moved.map((_, index) => `#${index} = :${index}`).join(', ')}`,
      names: Object.fromEntries(moved.map((result, index) => [`#${index}`, watermarkOf(result.stream)])),
      values: Object.fromEntries(moved.map((result, index) => [`:${index}`, result.watermark])),
    },
  ];
}

/** Tries anew, from reading on, while somebody else writes the same run. */
async function inRounds<T>(
  { tenant, connection }: Pick<RunKey, 'tenant' | 'connection'>,
  once: () => Promise<T | undefined>,
): Promise<T> {
  for (let round = 1; round <= rounds; round += 1) {
    const done = await once();
    if (done !== undefined) return done;
  }
  const message = `The runs of connection ${connection} (tenant ${tenant}) were changed by somebody else ${rounds} times while this wanted to. Trying again later helps.`;
  throw new TributaryError('PlatformUnavailable', { code: 'runs-contended', message });
}
