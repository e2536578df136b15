import { passes } from '../../core/attribute-filter.ts';
import { cutBySize } from '../../core/cut-by-size.ts';
import { digestOf } from '../../core/digest.ts';
import { topicOfEntity } from '../../core/entities.ts';
import { snapshotEvent } from '../../core/envelope.ts';
import { TributaryError } from '../../core/errors.ts';
import { parsePosition } from '../../core/position.ts';
import type { StreamScope } from '../../core/run.ts';
import { subscriptionQueue } from '../../core/topic-names.ts';
import type { Message, Queues, RecordStore, StoredEntity, StoredRecord } from '../../platform/ports.ts';
import type { StoredSubscription } from '../subscriptions.ts';
import type { Snapshot } from './snapshots.ts';

export type SendDeps = {
  readonly records: RecordStore;
  readonly queues: Queues;
  /** Records in a part; 500 unless said otherwise. */
  readonly partRecords?: number;
};

/** Records that are looked at between two notes of how far it is: what a crash repeats, and what is held in memory. */
const defaultPartRecords = 500;

export type SentPart = {
  readonly records: number;
  readonly events: number /** Absent at the end of the stream. */;
  readonly after?: string;
};

/** Sends the next records of one stream into the subscription's queue. The same part again has the same ids. */
export async function sendPart(
  { records, queues, partRecords = defaultPartRecords }: SendDeps,
  subscription: StoredSubscription,
  snapshot: Snapshot,
  scope: StreamScope,
  after: string | undefined,
): Promise<SentPart> {
  const found = await records.scan(scope, after, partRecords);
  const events = found.flatMap((record) => eventsOf(subscription, snapshot, record));
  const byEntity = Map.groupBy(events, ({ entity }) => entity);
  for (const [entity, own] of byEntity) {
    const texts = own.map(({ event }) => JSON.stringify(event));
    const messages = cutBySize(texts).map((part, index): Message => {
      const { tenant, connection, stream } = scope;
      return {
        id: digestOf(snapshot.id, tenant, connection, stream, entity, after ?? '', index),
        body: `[${part.join(',')}]`,
        attributes: { tenant, connection, stream, entity, change: 'snapshot' },
      };
    });
    await sendAll(queues, subscriptionQueue(subscription.name), messages);
  }
  const last = found.length < partRecords ? undefined : found.at(-1)?.key;
  return { records: found.length, events: events.length, ...(last === undefined ? {} : { after: last }) };
}

type EntityEvent = { readonly entity: string; readonly event: object };

function eventsOf(subscription: StoredSubscription, snapshot: Snapshot, record: StoredRecord): readonly EntityEvent[] {
  const { run, batch } = parsePosition(record.revision);
  const { tenant, connection, stream, key, revision } = record;
  const mappingVersion = Number(revision.slice(-4));
  const origin = { tenant, connection, stream, key, revision, run, batch, mappingVersion, time: snapshot.requestedAt };
  return record.entities
    .filter((entity) => isHeard(subscription, snapshot, record, run, entity))
    .map((entity) => ({ entity: entity.entity, event: snapshotEvent(origin, snapshot.id, entity) }));
}

/** True where a created or an updated event of the record would pass the filter. */
function isHeard(
  { topics, filter }: StoredSubscription,
  { entities }: Snapshot,
  { tenant, connection, stream }: StoredRecord,
  run: number,
  { entity }: StoredEntity,
): boolean {
  if (!topics.includes(topicOfEntity(entity)) || (entities.length > 0 && !entities.includes(entity))) return false;
  const attributes = { tenant, connection, stream, entity, run: String(run) };
  return ['created', 'updated'].some((change) => passes(filter, { ...attributes, change }));
}

async function sendAll(queues: Queues, queue: string, messages: readonly Message[]): Promise<void> {
  const { failed } = await queues.send(queue, messages);
  if (failed.length === 0) return;
  // Told with what is sent again: the ids are the same.
  const message = `${failed.length} of ${messages.length} messages of a snapshot were not accepted by queue ${queue}: ${failed[0]?.reason}.`;
  throw new TributaryError('PlatformUnavailable', { code: 'snapshot-refused', message });
}
