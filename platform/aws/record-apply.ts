import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { StreamScope } from '../../core/run.ts';
import type { Applied, RecordWrite, StoredEntity } from '../ports.ts';
import { entitiesLine } from '../record-body.ts';
import { awsFault, isAwsError } from './aws-fault.ts';
import { eachAtMost } from './each-at-most.ts';
import { type Indexed, putIdentifier, removeIdentifier } from './record-identifiers.ts';
import { recordPartition, recordSortKey } from './record-keys.ts';
import type { RecordPlaces } from './record-reads.ts';
import {
  type BodyPlace,
  entityAttributes,
  identifiersIn,
  identifiersOf,
  movingAttributes,
  type RecordRow,
} from './record-rows.ts';
import { getRow } from './rows.ts';
import type { StreamCounts } from './stream-counts.ts';
import type { Table } from './table.ts';

/** Requests to DynamoDB under way at a time, per call of apply. */
const mostCalls = 32;

export type ApplyPlaces = RecordPlaces & { readonly counts: StreamCounts };

/**
 * Writes records one by one: body, then the rows of its identifiers, then its own row on condition, then away with rows of
 * identifiers it no longer has. DynamoDB's batch writes know no conditions, and its transactions cost double.
 *
 * Wherever this is cut off, the same call again ends right, and readers meanwhile see each record old or new:
 * - before the record's row: a body without rows and rows of identifiers that are not true yet, which readers check
 *   against the record. The repeated call writes the same again.
 * - after it: the record is new and complete, since its body and identifiers were there before. The repeated call finds
 *   its own revision stored and calls that superseded; rows of its former identifiers stay, untrue and harmless.
 * - the number of records may then be out by a few; it is promised only about.
 * A request that was carried out though its answer was lost is sent again by the SDK, and reads as superseded too.
 */
export async function applyWrites(
  places: ApplyPlaces,
  scope: StreamScope,
  batchId: string,
  writes: readonly RecordWrite[],
): Promise<readonly Applied[]> {
  const bodyOf = await putBodies(places, scope, batchId, writes);
  const applied = new Array<Applied>(writes.length);
  let change = 0;
  try {
    // Of one key in their order, each based on the one before it.
    await eachAtMost(mostCalls, [...Map.groupBy(writes.entries(), ([, { key }]) => key).values()], async (ofKey) => {
      for (const [index, write] of ofKey) {
        const result = await applyOne(places.table, scope, write, bodyOf.get(write));
        applied[index] = result.applied;
        change += result.change;
      }
    });
  } finally {
    await places.counts.add(scope, change);
  }
  return applied;
}

/** Stores the entities of all writes in one body; gives the place in it of each write that has any. */
async function putBodies(
  { bodies, counts }: ApplyPlaces,
  scope: StreamScope,
  batchId: string,
  writes: readonly RecordWrite[],
): Promise<ReadonlyMap<RecordWrite, BodyPlace>> {
  const full = writes.filter(({ entities = [] }) => entities.length > 0);
  if (full.length === 0) return new Map();
  const lines = full.map(({ entities = [] }) => entitiesLine(entities));
  const [name] = await Promise.all([bodies.put(scope, batchId, lines), counts.announce(scope)]);
  return new Map(full.map((write, line) => [write, { name, line }]));
}

/** What became of a write, and by how much the number of records with entities grew. */
type Result = { readonly applied: Applied; readonly change: number };

async function applyOne(
  table: Table,
  scope: StreamScope,
  write: RecordWrite,
  body: BodyPlace | undefined,
): Promise<Result> {
  const sk = recordSortKey(write.key);
  const key = { pk: recordPartition(scope), sk };
  const { entities } = write;
  if (entities === undefined) {
    const moved = await conditionally(table, key, write, () => table.client.send(moveCommand(table, key, write)));
    return { applied: typeof moved === 'string' ? moved : 'written', change: 0 };
  }
  const indexed: Indexed = { scope, sk, revision: write.revision };
  for (const identifier of identifiersOf(entities)) await putIdentifier(table, indexed, identifier);
  const put = putCommand(table, key, write, entityAttributes(entities, body));
  const replaced = await conditionally(table, key, write, () => table.client.send(put));
  if (typeof replaced === 'string') return { applied: replaced, change: 0 };
  const before = replaced.Attributes as RecordRow | undefined;
  await removeStale(table, indexed, before, entities);
  return { applied: 'written', change: Number(body !== undefined) - Number(before?.b !== undefined) };
}

type Key = { readonly pk: string; readonly sk: string };

/** That what is stored is what the write was decided on, and older. */
function condition({ basedOn }: RecordWrite): string {
  return basedOn === undefined ? 'attribute_not_exists(pk)' : 'v = :base AND v < :v';
}

function putCommand(table: Table, key: Key, write: RecordWrite, entities: Partial<RecordRow>): PutCommand {
  const { basedOn, revision } = write;
  return new PutCommand({
    TableName: table.name,
    Item: { ...key, ...movingAttributes(write), ...entities },
    ConditionExpression: condition(write),
    ...(basedOn !== undefined && { ExpressionAttributeValues: { ':base': basedOn, ':v': revision } }),
    ReturnValues: 'ALL_OLD',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
}

/** Moves revision, digest and outcome; makes a row without entities where there was none. */
function moveCommand(table: Table, key: Key, write: RecordWrite): UpdateCommand {
  const moving = Object.entries(movingAttributes(write));
  return new UpdateCommand({
    TableName: table.name,
    Key: key,
    UpdateExpression: `SET ${moving.map(([name]) => `${name} = :${name}`).join(', ')}`,
    ConditionExpression: condition(write),
    ExpressionAttributeValues: {
      ...Object.fromEntries(moving.map(([name, value]) => [`:${name}`, value])),
      ...(write.basedOn !== undefined && { ':base': write.basedOn }),
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
}

/** Does a conditional write; where the condition does not hold, says why. */
async function conditionally<T extends object>(
  table: Table,
  key: Key,
  write: RecordWrite,
  send: () => Promise<T>,
): Promise<T | Exclude<Applied, 'written'>> {
  try {
    return await send();
  } catch (error) {
    if (!isAwsError(error, 'ConditionalCheckFailedException'))
      throw awsFault(`writing a record to ${key.pk} of table ${table.name}`, error);
    const stored = revisionIn(error) ?? (await getRow(table, key))?.['v'];
    return typeof stored === 'string' && write.revision <= stored ? 'superseded' : 'moved';
  }
}

/** The stored revision, which DynamoDB sends along in its own notation. */
function revisionIn(error: unknown): string | undefined {
  return (error as { readonly Item?: { readonly v?: { readonly S?: string } } }).Item?.v?.S;
}

async function removeStale(
  table: Table,
  indexed: Indexed,
  before: RecordRow | undefined,
  entities: readonly StoredEntity[],
): Promise<void> {
  const now = identifiersOf(entities);
  for (const old of identifiersIn(before ?? {})) {
    const stays = now.some(({ scheme, value }) => scheme === old.scheme && value === old.value);
    if (!stays) await removeIdentifier(table, indexed, old);
  }
}
