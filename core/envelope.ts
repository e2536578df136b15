import { digestOf } from './digest.ts';
import type { InformationEvent } from './generated/information-batch.generated.ts';
import type { StreamScope } from './run.ts';

export type Change = 'created' | 'updated' | 'deleted';

/** What an event says of where its record comes from. */
type Origin = StreamScope & {
  readonly key: string;
  readonly revision: string;
  readonly run: number;
  readonly batch: number;
  readonly mappingVersion: number;
  readonly time: string;
};

export type EventOrigin = Origin & { readonly rawRef: string };
/** What an event says of its entity. */
export type EventEntity = {
  readonly entity: string;
  readonly id: string;
  readonly digest: string;
  /** Absent when it was deleted. */
  readonly body?: object;
  /** The JSON of `body`, where it is at hand. */
  readonly text?: string;
};

/** The JSON of an event; a body whose text is at hand is not written again. */
export function eventText(origin: EventOrigin, change: Change, entity: EventEntity): string {
  const { text } = entity;
  if (text === undefined) return JSON.stringify(informationEvent(origin, change, entity));
  const named = { entity: entity.entity, id: entity.id, digest: entity.digest };
  return `${JSON.stringify(informationEvent(origin, change, named)).slice(0, -1)},"data":${text}}`;
}

/**
 * One event of one change of one entity. Its id is a hash of tenant, connection, stream, key, entity and revision: the
 * same change has the same id, however often it is published.
 */
export function informationEvent(origin: EventOrigin, change: Change, entity: EventEntity): InformationEvent {
  const { tenant, connection, stream, key, revision } = origin;
  return {
    ...envelope(origin, change, entity),
    id: digestOf(tenant, connection, stream, key, entity.entity, entity.id, revision),
    rawref: origin.rawRef,
    ...(entity.body === undefined ? {} : { data: entity.body }),
  };
}

/**
 * An entity as it is stored, for one consumer that asked for a snapshot. Its revision is the record's own; its id is of
 * this snapshot, so that a repetition of a part has the same ids, and another snapshot has others.
 */
export function snapshotEvent(
  origin: Origin,
  snapshot: string,
  entity: { readonly entity: string; readonly id: string; readonly digest: string; readonly body: object },
): InformationEvent {
  const { tenant, connection, stream, key, revision } = origin;
  return {
    ...envelope(origin, 'snapshot', entity),
    id: digestOf('snapshot', snapshot, tenant, connection, stream, key, entity.entity, entity.id, revision),
    snapshot,
    data: entity.body,
  };
}

function envelope(
  origin: Origin,
  kind: Change | 'snapshot',
  entity: { readonly entity: string; readonly id: string; readonly digest: string },
): Omit<InformationEvent, 'rawref' | 'data'> {
  const { tenant, connection, stream, revision } = origin;
  return {
    specversion: '1.0',
    id: '',
    source: `/tributary/${tenant}/${connection}/${stream}`,
    type: `tributary.information.${entity.entity}.${kind}`,
    subject: entity.id,
    time: origin.time,
    datacontenttype: 'application/json',
    dataschema: `tributary:entities/${entity.entity}`,
    tenant,
    connection,
    stream,
    entity: entity.entity,
    revision,
    run: origin.run,
    batch: origin.batch,
    mappingversion: origin.mappingVersion,
    digest: entity.digest,
  };
}
