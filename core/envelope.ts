import { digestOf } from './digest.ts';
import type { InformationEvent } from './generated/information-batch.generated.ts';
import type { StreamScope } from './run.ts';

export type Change = 'created' | 'updated' | 'deleted';

export type EventOrigin = StreamScope & {
  readonly key: string;
  readonly revision: string;
  readonly run: number;
  readonly batch: number;
  readonly mappingVersion: number;
  readonly rawRef: string;
  readonly time: string;
};

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
    specversion: '1.0',
    id: digestOf(tenant, connection, stream, key, entity.entity, entity.id, revision),
    source: `/tributary/${tenant}/${connection}/${stream}`,
    type: `tributary.information.${entity.entity}.${change}`,
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
    rawref: origin.rawRef,
    ...(entity.body === undefined ? {} : { data: entity.body }),
  };
}
