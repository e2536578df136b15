import type { StreamScope } from '../../core/run.ts';
import { forgottenDigest } from '../record-body.ts';
import { eachAtMost } from './each-at-most.ts';
import { recordPartition } from './record-keys.ts';
import { type RecordRow, stateIn } from './record-rows.ts';
import { queryRows } from './rows.ts';
import type { Table } from './table.ts';
import { updateRow } from './writes.ts';

const page = 1_000;
const atOnce = 32;

/** RecordStore.forgetDigests: one write per record. A record that was written meanwhile has a digest that is right. */
export async function forgetDigests(table: Table, scope: StreamScope): Promise<number> {
  const pk = recordPartition(scope);
  let count = 0;
  for (let from: string | undefined; ; ) {
    const rows = await queryRows(table, { pk, ...(from !== undefined && { from }) }, page);
    await eachAtMost(atOnce, rows as unknown as readonly RecordRow[], (row) => forget(table, pk, row));
    count += rows.length;
    if (rows.length < page) return count;
    from = `${String(rows.at(-1)?.['sk'])}\0`;
  }
}

async function forget(table: Table, pk: string, row: RecordRow): Promise<void> {
  const entities = stateIn(row).entities.map(({ entity, id }) => [entity, id, forgottenDigest]);
  const withEntities = entities.length > 0;
  await updateRow(table, `forgetting a digest in ${pk}`, {
    key: { pk, sk: row.sk },
    change: `SET d = :digest${withEntities ? ', e = :entities' : ''}`,
    condition: 'v = :revision',
    values: {
      ...{ ':digest': forgottenDigest, ':revision': row.v },
      ...(withEntities && { ':entities': JSON.stringify(entities) }),
    },
  });
}
