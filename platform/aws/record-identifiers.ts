import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { StreamScope } from '../../core/run.ts';
import type { Identifier, StoredRecord } from '../ports.ts';
import { awsFault, isAwsError } from './aws-fault.ts';
import { eachAtMost } from './each-at-most.ts';
import { compareUtf8, identifierPartition, identifierSortKey, recordOfIdentifier } from './record-keys.ts';
import { type RecordPlaces, readRecord } from './record-reads.ts';
import { queryRows } from './rows.ts';
import type { Table } from './table.ts';

/** A record whose identifiers move, and the revision they move to. */
export type Indexed = { readonly scope: StreamScope; readonly sk: string; readonly revision: string };

const mostReads = 8;

/**
 * Adds a row that leads from an identifier to the record, or moves it up to this revision. The revision of such a row only
 * grows: an older writer that lowered it could let a third one remove a row that a newer record counts on.
 */
export async function putIdentifier(table: Table, indexed: Indexed, identifier: Identifier): Promise<void> {
  const command = new PutCommand({
    TableName: table.name,
    Item: { ...rowKey(indexed, identifier), v: indexed.revision },
    ConditionExpression: 'attribute_not_exists(pk) OR v < :v',
    ExpressionAttributeValues: { ':v': indexed.revision },
  });
  await unlessNewer(`indexing a record in table ${table.name}`, () => table.client.send(command));
}

/** Removes a row that this revision has made untrue, unless a newer writer put it again meanwhile. */
export async function removeIdentifier(table: Table, indexed: Indexed, identifier: Identifier): Promise<void> {
  const command = new DeleteCommand({
    TableName: table.name,
    Key: rowKey(indexed, identifier),
    ConditionExpression: 'v < :v',
    ExpressionAttributeValues: { ':v': indexed.revision },
  });
  await unlessNewer(`removing an identifier from table ${table.name}`, () => table.client.send(command));
}

function rowKey({ scope, sk }: Indexed, identifier: Identifier): { readonly pk: string; readonly sk: string } {
  return { pk: identifierPartition(scope.tenant, identifier), sk: identifierSortKey(scope, sk) };
}

async function unlessNewer(what: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!isAwsError(error, 'ConditionalCheckFailedException')) throw awsFault(what, error);
  }
}

/**
 * The records that have an identifier, by connection, stream and key. Rows may be ahead of their record or behind it:
 * they are written before it, and what a crash leaves of them stays. So only the record's own word counts.
 */
export async function findByIdentifier(
  places: RecordPlaces,
  tenant: string,
  identifier: Identifier,
): Promise<readonly StoredRecord[]> {
  const { scheme, value } = identifier;
  const rows = await queryRows(places.table, { pk: identifierPartition(tenant, identifier) });
  const found: StoredRecord[] = [];
  await eachAtMost(mostReads, rows, async ({ sk }) => {
    const { scope, sortKey } = recordOfIdentifier(tenant, String(sk));
    const record = await readRecord(places, scope, sortKey);
    const has = record?.entities.some(({ identifiers }) =>
      identifiers.some((other) => other.scheme === scheme && other.value === value),
    );
    if (record && has) found.push(record);
  });
  return found.sort(
    (a, b) => compareUtf8(a.connection, b.connection) || compareUtf8(a.stream, b.stream) || compareUtf8(a.key, b.key),
  );
}
