import { connectionLease, type Run, type RunError, type RunKey } from '../../core/run.ts';
import type { Clock, Ledger } from '../ports.ts';
import { demandRunFloor } from '../run-floor.ts';
import { raiseLease } from './leases.ts';
import { openRunKey, runFloorKey, tenantRunsPartition } from './ledger-keys.ts';
import { getRow, keyOf, queryRows } from './rows.ts';
import { closeHead, demandRun, rewriteRun } from './run-rows.ts';
import type { Table } from './table.ts';
import { putRow, transact } from './writes.ts';

/** Ledger.beginEpoch: one number for the whole table, so that connections nobody knows of any more are covered too. */
export async function beginEpoch(
  table: Table,
  clock: Clock,
  { openRuns }: Pick<Ledger, 'openRuns'>,
  margin: number,
  error: RunError,
): Promise<Awaited<ReturnType<Ledger['beginEpoch']>>> {
  const keys = await allRuns(table);
  const before = Number((await getRow(table, runFloorKey))?.['run'] ?? 0);
  const last = keys.reduce((most, { run }) => Math.max(most, run), 0);
  const floor = demandRunFloor(last, before, margin);
  await putRow(table, 'raising the numbers of runs', { ...runFloorKey, run: floor });
  const leases = new Set(keys.map(({ tenant, connection }) => connectionLease(tenant, connection)));
  for (const lease of leases) await raiseLease(table, clock, lease, margin);
  const open = await openRuns();
  for (const run of open) await endRun(table, clock, run, error);
  return { ended: open.length, nextRun: floor + 1 };
}

async function allRuns(table: Table): Promise<readonly RunKey[]> {
  const tenants = (await queryRows(table, { pk: keyOf('DT', 'connections') })).map((row) => String(row['sk']));
  const keys: RunKey[] = [];
  for (const tenant of tenants)
    for (const row of await queryRows(table, { pk: tenantRunsPartition(tenant) }))
      keys.push({ tenant, connection: String(row['connection']), run: Number(row['run']) });
  return keys;
}

async function endRun(table: Table, clock: Clock, run: Run, error: RunError): Promise<void> {
  const stored = await demandRun(table, run);
  const ended: Run = { ...stored.run, status: 'failed', results: [], error, endedAt: clock.now().toISOString() };
  await transact(table, clock, `ending run ${run.run} of ${run.connection}`, [
    ...[closeHead(run), rewriteRun(ended, stored)],
    { kind: 'delete', key: openRunKey(run) },
  ]);
}
