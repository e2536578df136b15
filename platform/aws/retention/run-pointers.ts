import type { Run } from '../../../core/run.ts';
import type { Clock } from '../../ports.ts';
import { pruneBefore } from '../../pruning.ts';
import type { PruneRequest } from '../../removal-ports.ts';
import { tenantRunsPartition } from '../ledger-keys.ts';
import { type Key, keyOf, queryRows, type Row } from '../rows.ts';
import { runsBehind } from '../run-rows.ts';
import type { Table } from '../table.ts';
import { updateRow } from '../writes.ts';

/** Rows of the list of runs, 100 bytes each. */
const page = 500;

/** An ended run that is old enough, and the row that leads to it. */
export type PrunableRun = { readonly pointer: Key; readonly run: Run };

/** All tenants that ever had a connection. */
async function tenants(table: Table): Promise<readonly string[]> {
  return (await queryRows(table, { pk: keyOf('DT', 'connections') })).map((row) => String(row['sk']));
}

/**
 * Ended runs that are old enough, oldest first, of which retention has left so much (see `markPruned`). The pointers are
 * read from the first; those of runs that are done with cost a fortieth of a read unit each.
 */
export async function* runsToPrune(
  table: Table,
  clock: Clock,
  request: PruneRequest,
  pruned: readonly number[],
): AsyncGenerator<PrunableRun> {
  for (const tenant of await tenants(table)) {
    const before = pruneBefore(request, tenant).toISOString();
    for (let from = ''; ; ) {
      const range = { pk: tenantRunsPartition(tenant), ...(from !== '' && { from }), to: before };
      const pointers = await queryRows(table, range, page);
      const wanted = pointers.filter((row) => pruned.includes(Number(row['pruned'] ?? 0)));
      yield* await endedBefore(table, clock, wanted, before);
      if (pointers.length < page) break;
      from = `${String(pointers.at(-1)?.['sk'])}\0`;
    }
  }
}

async function endedBefore(
  table: Table,
  clock: Clock,
  pointers: readonly Row[],
  before: string,
): Promise<readonly PrunableRun[]> {
  const runs = new Map((await runsBehind(table, clock, pointers)).map((run) => [`${run.connection} ${run.run}`, run]));
  return pointers.flatMap((row) => {
    const run = runs.get(`${String(row['connection'])} ${Number(row['run'])}`);
    if (run?.endedAt === undefined || run.endedAt >= before) return [];
    return [{ run, pointer: { pk: String(row['pk']), sk: String(row['sk']) } }];
  });
}

/** Remembers what is left of a run: 1 no raw batches any more, 2 no manifests, outcomes and continuations either. */
export async function markPruned(table: Table, pointer: Key, pruned: number): Promise<void> {
  const update = { key: pointer, change: 'SET pruned = :pruned', values: { ':pruned': pruned } };
  await updateRow(table, 'marking a run as pruned', { ...update, condition: 'attribute_exists(pk)' });
}
