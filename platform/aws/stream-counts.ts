import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { keyPath, nameInPath } from '../../core/key-path.ts';
import type { StreamScope } from '../../core/run.ts';
import type { RecordStore } from '../ports.ts';
import { calling } from './aws-fault.ts';
import { pagesOfFullRows } from './record-queries.ts';
import { keyOf, queryRows } from './rows.ts';
import type { Table } from './table.ts';

export type StreamCounts = {
  /** Makes the stream known, before its first record is. */
  announce(scope: StreamScope): Promise<void>;
  /** Moves its number of records; losing that is no error. */
  add(scope: StreamScope, change: number): Promise<void>;
  /** By connection and stream. */
  list: RecordStore['streams'];
};

/**
 * Which streams hold records, and about how many: one row per stream, moved once per apply. Its row is there before the
 * stream's first record, so that no stream is ever overlooked, whatever becomes of the number.
 */
export function streamCounts(table: Table): StreamCounts {
  const announced = new Set<string>();
  const move = async (scope: StreamScope, change: number): Promise<void> => {
    const command = new UpdateCommand({
      TableName: table.name,
      Key: { pk: countPartition(scope.tenant), sk: countSortKey(scope) },
      UpdateExpression: 'ADD n :change',
      ExpressionAttributeValues: { ':change': change },
    });
    await calling(`counting records in table ${table.name}`, () => table.client.send(command));
  };
  return {
    announce: async (scope) => {
      const name = keyPath(scope.tenant, scope.connection, scope.stream);
      if (announced.has(name)) return;
      await move(scope, 0);
      announced.add(name);
    },
    // A number that is out by some costs less than a batch done again for its sake.
    add: async (scope, change) => (change === 0 ? undefined : move(scope, change).catch(() => undefined)),
    list: (tenant) => list(table, tenant),
  };
}

const countPartition = (tenant: string): string => keyOf('ST', tenant);
const countSortKey = ({ connection, stream }: StreamScope): string => keyPath(connection, stream);

async function list(table: Table, tenant: string): ReturnType<RecordStore['streams']> {
  const streams: (StreamScope & { readonly records: number })[] = [];
  for (const row of await queryRows(table, { pk: countPartition(tenant) })) {
    const [connection = '', stream = ''] = String(row['sk']).split('/');
    const scope = { tenant, connection: nameInPath(connection), stream: nameInPath(stream) };
    const records = Number(row['n']);
    if (records > 0) streams.push({ ...scope, records });
    // Lost counts can make it seem empty; then a look tells.
    else if (await hasRecords(table, scope)) streams.push({ ...scope, records: 1 });
  }
  const nameOf = ({ connection, stream }: StreamScope): string => `${connection} ${stream}`;
  return streams.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

async function hasRecords(table: Table, scope: StreamScope): Promise<boolean> {
  for await (const rows of pagesOfFullRows(table, scope, undefined, 1_000)) if (rows.length > 0) return true;
  return false;
}
