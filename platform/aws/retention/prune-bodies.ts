import type { StreamScope } from '../../../core/run.ts';
import { tally } from '../../pruning.ts';
import type { Pruned, PruneRequest } from '../../removal-ports.ts';
import type { ListBlobs } from '../blobs.ts';
import { eachAtMost } from '../each-at-most.ts';
import { bodyKey } from '../record-bodies.ts';
import { pagesOfFullRows } from '../record-queries.ts';
import { keyOf, queryRows } from '../rows.ts';
import type { Table } from '../table.ts';

export type BodyPlaces = {
  readonly table: Table;
  readonly listBlobs: ListBlobs;
  readonly deleteBlob: (key: string) => Promise<void>;
};

const rowsPerPage = 1_000;
const atOnce = 32;

/**
 * Bodies of records that have moved on. A body older than the least period cannot be written again: its name holds its
 * batch, and a batch that comes later than 14 days after its run is refused. So what no row points to now, none will.
 */
export async function pruneBodies(places: BodyPlaces, request: PruneRequest): Promise<Pruned> {
  const total = tally();
  for (const scope of await allScopes(places.table)) {
    if (request.signal.aborted) return total.result(false);
    const old = new Map<string, number>();
    for await (const { key, bytes, modified } of places.listBlobs(bodyKey(scope, '').replace(/\.zst$/, '')))
      if (modified < request.before.standard) old.set(key, bytes);
    if (old.size === 0) continue;
    for await (const rows of pagesOfFullRows(places.table, scope, undefined, rowsPerPage)) {
      if (request.signal.aborted) return total.result(false);
      for (const { b } of rows) old.delete(bodyKey(scope, b));
    }
    if (!request.dryRun) await eachAtMost(atOnce, [...old.keys()], places.deleteBlob);
    total.add(
      old.size,
      [...old.values()].reduce((sum, bytes) => sum + bytes, 0),
    );
  }
  return total.result(true);
}

/** Every stream that ever held records, also those that hold none now. */
async function allScopes(table: Table): Promise<readonly StreamScope[]> {
  const tenants = (await queryRows(table, { pk: keyOf('DT', 'connections') })).map((row) => String(row['sk']));
  const scopes: StreamScope[] = [];
  for (const tenant of tenants)
    for (const row of await queryRows(table, { pk: `ST#${tenant}` })) {
      const [connection = '', stream = ''] = String(row['sk']).split('/');
      scopes.push({ tenant, connection, stream });
    }
  return scopes;
}
