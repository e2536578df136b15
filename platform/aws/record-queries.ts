import { setTimeout } from 'node:timers/promises';
import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { TributaryError } from '../../core/errors.ts';
import type { StreamScope } from '../../core/run.ts';
import { calling } from './aws-fault.ts';
import { eachAtMost } from './each-at-most.ts';
import { recordPartition } from './record-keys.ts';
import type { RowPage, RowSource } from './record-lookup.ts';
import type { RecordRow } from './record-rows.ts';
import type { Table } from './table.ts';

/** What a lookup needs of a row. */
const stateAttributes = 'sk, v, d, o, e';
/** What a scan needs of a row. */
const bodyAttributes = 'sk, v, b, l, k';
/** DynamoDB's limit. */
const mostKeysPerCall = 100;
const mostCalls = 4;
/** Waits of 20 ms, 40 ms, … 1.28 s: 2.5 s in all, after which the message is better delivered again. */
const mostTries = 8;
const firstWaitMs = 20;

type Pause = (ms: number) => Promise<unknown>;

/**
 * Rows of a stream for a lookup. Consistent unless the caller knows better: an old version of a row taken for the present
 * one would make a changed record look unchanged.
 */
export function rowSource(
  table: Table,
  scope: StreamScope,
  { consistent, pause = setTimeout }: { readonly consistent: boolean; readonly pause?: Pause },
): RowSource<RecordRow> {
  const pk = recordPartition(scope);
  return {
    query: (from, to, limit) => queryRange(table, { pk, from, to, limit, consistent }),
    get: async (keys) => {
      const rows: RecordRow[] = [];
      await eachAtMost(mostCalls, chunks(keys), async (some) => {
        rows.push(...(await getSome(table, { pk, consistent, pause }, some)));
      });
      return rows;
    },
  };
}

function chunks(keys: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(keys.length / mostKeysPerCall);
  return Array.from({ length: count }, (_, n) => keys.slice(n * mostKeysPerCall, (n + 1) * mostKeysPerCall));
}

type Range = {
  readonly pk: string;
  readonly from: string;
  readonly to: string;
  readonly limit: number;
  readonly consistent: boolean;
};

async function queryRange(table: Table, { pk, from, to, limit, consistent }: Range): Promise<RowPage<RecordRow>> {
  const command = new QueryCommand({
    TableName: table.name,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
    ProjectionExpression: stateAttributes,
    ConsistentRead: consistent,
    Limit: limit,
    ReturnConsumedCapacity: 'TOTAL',
  });
  const page = await calling(`looking up records in ${pk}`, () => table.client.send(command));
  const last: unknown = page.LastEvaluatedKey?.['sk'];
  const units = page.ConsumedCapacity?.CapacityUnits;
  return {
    rows: (page.Items ?? []) as unknown as readonly RecordRow[],
    ...(typeof last === 'string' && { last }),
    ...(units !== undefined && { units }),
  };
}

/** A busy table leaves out keys: they are asked for again, ever more slowly. */
type Getting = { readonly pk: string; readonly consistent: boolean; readonly pause: Pause };

async function getSome(
  table: Table,
  { pk, consistent, pause }: Getting,
  keys: readonly string[],
): Promise<readonly RecordRow[]> {
  const rows: RecordRow[] = [];
  let wanted: Record<string, unknown>[] = keys.map((sk) => ({ pk, sk }));
  for (let attempt = 0; attempt < mostTries; attempt++) {
    if (attempt > 0) await pause(firstWaitMs * 2 ** (attempt - 1));
    const request = { Keys: wanted, ProjectionExpression: stateAttributes, ConsistentRead: consistent };
    const command = new BatchGetCommand({ RequestItems: { [table.name]: request } });
    const { Responses, UnprocessedKeys } = await calling(`looking up records in ${pk}`, () =>
      table.client.send(command),
    );
    rows.push(...((Responses?.[table.name] ?? []) as unknown as readonly RecordRow[]));
    wanted = UnprocessedKeys?.[table.name]?.Keys ?? [];
    if (wanted.length === 0) return rows;
  }
  const message = `Table ${table.name} left ${wanted.length} records of ${pk} unread ${mostTries} times: it is throttled. Try again, and look at its throttled reads if this goes on.`;
  throw new TributaryError('PlatformUnavailable', { code: 'table-throttled', message });
}

/** A row of a record that has entities. */
export type FullRow = Pick<RecordRow, 'sk' | 'v' | 'k'> & Required<Pick<RecordRow, 'b' | 'l'>>;

/** Pages of the stream's rows that have entities, in key order, after a sort key. A page may be empty. */
export async function* pagesOfFullRows(
  table: Table,
  scope: StreamScope,
  after: string | undefined,
  pageSize: number,
): AsyncGenerator<readonly FullRow[]> {
  const pk = recordPartition(scope);
  let start = after === undefined ? undefined : { pk, sk: after };
  do {
    const command = new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'attribute_exists(b)',
      ExpressionAttributeValues: { ':pk': pk },
      ProjectionExpression: bodyAttributes,
      ConsistentRead: true,
      Limit: pageSize,
      ...(start && { ExclusiveStartKey: start }),
    });
    const page = await calling(`scanning records in ${pk}`, () => table.client.send(command));
    yield (page.Items ?? []) as unknown as readonly FullRow[];
    start = page.LastEvaluatedKey as typeof start;
  } while (start);
}
