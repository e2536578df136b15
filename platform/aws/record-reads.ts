import type { StreamScope } from '../../core/run.ts';
import type { StoredEntity, StoredRecord } from '../ports.ts';
import { eachAtMost } from './each-at-most.ts';
import { bodyLost, type RecordBodies } from './record-bodies.ts';
import { recordPartition, recordSortKey } from './record-keys.ts';
import { type FullRow, pagesOfFullRows } from './record-queries.ts';
import { keyIn, type RecordRow } from './record-rows.ts';
import { getRow } from './rows.ts';
import type { Table } from './table.ts';

export type RecordPlaces = { readonly table: Table; readonly bodies: RecordBodies };

/** Rows that a scan reads at a time, and bodies that it gets at a time. */
const pageSizes = { least: 100, most: 1_000 };
const mostBodiesAtOnce = 8;

/** One record, by its sort key. */
export async function readRecord(
  { table, bodies }: RecordPlaces,
  scope: StreamScope,
  sk: string,
): Promise<StoredRecord | undefined> {
  let missing: string | undefined;
  for (;;) {
    const row = (await getRow(table, { pk: recordPartition(scope), sk })) as RecordRow | undefined;
    if (row === undefined) return undefined;
    const { b: name, l: line } = row;
    if (name === undefined || line === undefined) return recordOf(scope, row, []);
    const entities = await bodies.entities(scope, { name, line });
    if (entities) return recordOf(scope, row, entities);
    // The record may have moved on to another body, and the old one been removed, between the two reads.
    if (name === missing) throw bodyLost(scope, name);
    missing = name;
  }
}

function recordOf(
  { tenant, connection, stream }: StreamScope,
  row: Pick<RecordRow, 'sk' | 'v' | 'k'>,
  entities: readonly StoredEntity[],
): StoredRecord {
  return { tenant, connection, stream, key: keyIn(row as RecordRow), revision: row.v, entities };
}

/** At most `limit` records that have entities, in key order. */
export async function scanRecords(
  places: RecordPlaces,
  scope: StreamScope,
  after: string | undefined,
  limit: number,
): Promise<readonly StoredRecord[]> {
  const records: StoredRecord[] = [];
  if (limit <= 0) return records;
  const pageSize = Math.min(pageSizes.most, Math.max(pageSizes.least, limit));
  const start = after === undefined ? undefined : recordSortKey(after);
  for await (const rows of pagesOfFullRows(places.table, scope, start, pageSize)) {
    // More than once per page only where records lost their entities meanwhile.
    for (let left = rows; left.length > 0 && records.length < limit; ) {
      const some = left.slice(0, limit - records.length);
      records.push(...(await withEntities(places, scope, some)));
      left = left.slice(some.length);
    }
    if (records.length >= limit) break;
  }
  return records;
}

/** Gets each body once, however its records lie among the rows. */
async function withEntities(
  places: RecordPlaces,
  scope: StreamScope,
  rows: readonly FullRow[],
): Promise<readonly StoredRecord[]> {
  const records = new Map<string, StoredRecord>();
  await eachAtMost(mostBodiesAtOnce, [...Map.groupBy(rows, ({ b }) => b).values()], async (group) => {
    for (const row of group) {
      const entities = await places.bodies.entities(scope, { name: row.b, line: row.l });
      const record = entities ? recordOf(scope, row, entities) : await readRecord(places, scope, row.sk);
      if (record && record.entities.length > 0) records.set(row.sk, record);
    }
  });
  return rows.flatMap(({ sk }) => records.get(sk) ?? []);
}
