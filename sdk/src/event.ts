/** What happened to an entity; a snapshot is its present state, sent because a consumer asked for it. */
export type Change = 'created' | 'updated' | 'deleted' | 'snapshot';

/** One change of one entity, whole: a CloudEvents 1.0 event. Fields that this version does not know may stand beside these. */
export type InformationEvent<Data extends object = Readonly<Record<string, unknown>>> = {
  readonly specversion: '1.0';
  /** The same for every delivery and every repetition of this change. */
  readonly id: string;
  /** `/tributary/<tenant>/<connection>/<stream>` */
  readonly source: string;
  /** `tributary.information.<entity>.<change>` */
  readonly type: string;
  /** Id of the entity, unique per tenant, connection and entity type. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly tenant: string;
  readonly connection: string;
  readonly stream: string;
  readonly entity: string;
  /** Compares as text: the greater one is newer. Gaps are normal. */
  readonly revision: string;
  readonly run: number;
  readonly batch: number;
  readonly mappingversion: number;
  /** Equal for equal entities. */
  readonly digest: string;
  /** Absent in a snapshot. */
  readonly rawref?: string;
  /** Id of the snapshot that it is part of; absent in changes. */
  readonly snapshot?: string;
  /** The entity as it is now, with a tenant's own fields in `custom`; absent for deleted. */
  readonly data?: Data;
};

/** Any other event, such as `tributary.notification.run`. */
export type NotificationEvent = {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time?: string;
  readonly data?: unknown;
  readonly entity?: undefined;
};

/** What a handler gets: `event.entity` is undefined for notifications and narrows the type. */
export type ConsumerEvent = InformationEvent | NotificationEvent;

/** What happened to the entity; undefined for a notification. */
export function changeOf(event: ConsumerEvent): Change | undefined {
  return event.entity === undefined ? undefined : (event.type.slice(event.type.lastIndexOf('.') + 1) as Change);
}
