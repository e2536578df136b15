// Generated from schemas/events/information-batch.schema.json by `npm run generate`; edit that file instead.

/**
 * What an information topic delivers: a CloudEvents 1.0 batch of changes of one entity type, all of one connection and one kind of change. A snapshot comes in the same form.
 *
 * @minItems 1
 */
export type InformationBatch = readonly InformationEvent[];

/**
 * One change of one entity. The same id may be delivered more than once; an event with a lower revision than one already applied is to be dropped.
 */
export interface InformationEvent {
  /**
   * The same for every delivery and every repetition of this change.
   */
  readonly id: string;
  /**
   * /tributary/<tenant>/<connection>/<stream>.
   */
  readonly source: string;
  /**
   * Version of CloudEvents.
   */
  readonly specversion: '1.0';
  /**
   * tributary.information.<entity>.<created|updated|deleted>, or .snapshot for the present state that a consumer asked for.
   */
  readonly type: string;
  /**
   * Id of the entity, unique per tenant, connection and entity type.
   */
  readonly subject: string;
  /**
   * When the record was read from the ERP; of a snapshot, when it was asked for.
   */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /**
   * The schema that data follows.
   */
  readonly dataschema: string;
  /**
   * The customer it belongs to.
   */
  readonly tenant: string;
  /**
   * The connection it was read by.
   */
  readonly connection: string;
  /**
   * The stream of the connector it was read from.
   */
  readonly stream: string;
  /**
   * Type of the entity.
   */
  readonly entity: string;
  /**
   * Sorts as text: the greater one is newer. Gaps are normal.
   */
  readonly revision: string;
  /**
   * Number of the run that read it.
   */
  readonly run: number;
  /**
   * Number of the raw batch it came in, per run and stream.
   */
  readonly batch: number;
  /**
   * Version of the mapping that made it.
   */
  readonly mappingversion: number;
  /**
   * Digest of the entity; equal for equal entities.
   */
  readonly digest: string;
  /**
   * Key of the raw batch it was made from; absent in a snapshot.
   */
  readonly rawref?: string;
  /**
   * Id of the snapshot it is part of; absent in changes.
   */
  readonly snapshot?: string;
  /**
   * The entity as it is now; absent for deleted.
   */
  readonly data?: {};
}
