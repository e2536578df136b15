import { BatchGetCommand, GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { TributaryError } from '../../core/errors.ts';
import type { Clock } from '../ports.ts';
import { calling } from './aws-fault.ts';
import { jitteredMs } from './jitter.ts';
import type { Table } from './table.ts';

export type Key = { readonly pk: string; readonly sk: string };
export type Row = Readonly<Record<string, unknown>>;

/** Rows of one partition in the byte order of their sort keys; both bounds are included. */
export type Range = {
  readonly pk: string;
  readonly from?: string;
  readonly to?: string;
  readonly descending?: boolean;
};

/** The greatest character: after a prefix it makes the upper bound of all that starts with it. */
const last = '\u{10FFFF}';
/** What one BatchGetItem takes. */
const mostKeys = 100;
/** Each with a longer wait before it, 2.5 s in all. */
const mostRounds = 7;

/** A part of a key between `#` signs: the parts of two different keys never run together. */
export function keyPart(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('#', '%23');
}

/** `prefix#part#part` */
export function keyOf(prefix: string, ...parts: readonly string[]): string {
  return [prefix, ...parts.map(keyPart)].join('#');
}

/** The rows whose sort key starts with `prefix`, after `after`. */
export function startingWith(pk: string, prefix: string, after?: string): Range {
  // The smallest text after a text is that text and a zero.
  const from = after !== undefined && compareBytes(after, prefix) >= 0 ? `${after}\0` : prefix;
  return { pk, ...(from !== '' && { from }), ...(prefix !== '' && { to: `${prefix}${last}` }) };
}

/** As DynamoDB orders its keys. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** One row, as it is after all writes that have returned. */
export async function getRow(table: Table, key: Key): Promise<Row | undefined> {
  const command = new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true });
  const { Item } = await calling(`reading a row of table ${table.name}`, () => table.client.send(command));
  return Item;
}

/** Those of the rows that exist, in no order. Throws PlatformUnavailable when DynamoDB leaves some of them out too often. */
export async function getRows(table: Table, clock: Clock, keys: readonly Key[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < keys.length; at += mostKeys) {
    let wanted: readonly Row[] = keys.slice(at, at + mostKeys);
    for (let round = 1; wanted.length > 0; round += 1) {
      if (round > mostRounds) throw leftOut(table, wanted.length);
      if (round > 1) await clock.sleep(jitteredMs(round));
      const request = { [table.name]: { Keys: [...wanted], ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await calling(`reading rows of table ${table.name}`, () =>
        table.client.send(new BatchGetCommand({ RequestItems: request })),
      );
      rows.push(...(Responses?.[table.name] ?? []));
      wanted = UnprocessedKeys?.[table.name]?.Keys ?? [];
    }
  }
  return rows;
}

function leftOut(table: Table, count: number): TributaryError {
  const message = `DynamoDB did not read ${count} rows of table ${table.name}, asked for ${mostRounds} times: it is overloaded, and trying again later helps.`;
  return new TributaryError('PlatformUnavailable', { code: 'rows-left-out', message });
}

/** At most `limit` rows of a range. */
export async function queryRows(table: Table, range: Range, limit?: number): Promise<readonly Row[]> {
  const rows: Row[] = [];
  if (limit === 0) return rows;
  for await (const page of pages(table, range, limit === undefined ? {} : { Limit: limit })) {
    rows.push(...(page.Items ?? []));
    if (limit !== undefined && rows.length >= limit) return rows.slice(0, limit);
  }
  return rows;
}

/** How many rows a range has. */
export async function countRows(table: Table, range: Range): Promise<number> {
  let count = 0;
  for await (const page of pages(table, range, { Select: 'COUNT' })) count += page.Count ?? 0;
  return count;
}

type Page = { readonly Items?: Row[] | undefined; readonly Count?: number | undefined };

async function* pages(table: Table, range: Range, more: Partial<QueryCommandInput>): AsyncGenerator<Page> {
  const { pk, from, to, descending = false } = range;
  // DynamoDB refuses bounds in the wrong order.
  if (from !== undefined && to !== undefined && compareBytes(from, to) > 0) return;
  const bounds = [from !== undefined && to !== undefined && 'sk BETWEEN :from AND :to'];
  if (to === undefined) bounds.push(from !== undefined && 'sk >= :from');
  if (from === undefined) bounds.push(to !== undefined && 'sk <= :to');
  const input: QueryCommandInput = {
    TableName: table.name,
    ConsistentRead: true,
    KeyConditionExpression: ['pk = :pk', ...bounds.filter((bound) => bound !== false)].join(' AND '),
    ExpressionAttributeValues: {
      ':pk': pk,
      ...(from !== undefined && { ':from': from }),
      ...(to !== undefined && { ':to': to }),
    },
    ScanIndexForward: !descending,
    ...more,
  };
  let start: QueryCommandInput['ExclusiveStartKey'];
  do {
    const command = new QueryCommand({ ...input, ExclusiveStartKey: start });
    const page = await calling(`querying table ${table.name}`, () => table.client.send(command));
    yield page;
    start = page.LastEvaluatedKey;
  } while (start);
}
