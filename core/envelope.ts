import { digestOf } from './digest.ts';
import type { StreamScope } from './run.ts';

export type Change = 'created' | 'updated' | 'deleted';

/** A CloudEvents 1.0 event on an information topic (schemas/events/information-batch.schema.json). */
export type InformationEvent = {
  readonly specversion: '1.0';
  /** hash(tenant, connection, stream, key, entity, entity id, revision): the same change has the same id, however often it is published. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** Id of the entity, unique per tenant, connection and entity. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly tenant: string;
  readonly connection: string;
  readonly stream: string;
  readonly entity: string;
  /** Text order is revision order. A consumer drops what is not greater than the last it applied for the subject. */
  readonly revision: string;
  readonly run: number;
  readonly batch: number;
  readonly mappingversion: number;
  readonly digest: string;
  /** Key of the raw batch in the blob store. */
  readonly rawref: string;
  /** The entity; absent when it was deleted. */
  readonly data?: object;
};

export type EventOrigin = StreamScope & {
  readonly key: string;
  readonly revision: string;
  readonly run: number;
  readonly batch: number;
  readonly mappingVersion: number;
  readonly rawRef: string;
  readonly time: string;
};

/** One event of one change of one entity. */
export function informationEvent(
  origin: EventOrigin,
  change: Change,
  entity: { readonly entity: string; readonly id: string; readonly digest: string; readonly body?: object },
): InformationEvent {
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
