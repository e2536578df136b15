/** Names of topics and queues, the same on both platforms. distributor/topics.ts says what travels on each. */

/** Pointers to raw batches of one ERP. */
export function erpSystemTopic(connector: string): string {
  return `erp-system.${connector}`;
}

/** Changes of one canonical entity. */
export function informationTopic(entity: string): string {
  return `information.${entity}`;
}

export const notificationKinds = ['run', 'batch', 'quarantine', 'drift', 'subscription'] as const;
export type NotificationKind = (typeof notificationKinds)[number];

export function notificationTopic(kind: NotificationKind): string {
  return `notification.${kind}`;
}

/** Where the transformer takes an ERP's raw batches from. */
export function transformQueue(connector: string): string {
  return `transform.${connector}`;
}

/** Where the distributor takes the transformer's receipts from. */
export const settleQueue = 'settle';

/** Where a consumer's subscription is delivered to. */
export function subscriptionQueue(name: string): string {
  return `subscription.${name}`;
}

/** What subscriptionQueue was given; undefined for other queues. */
export function subscriptionOf(queue: string): string | undefined {
  return /^subscription\.([^.]+)$/.exec(queue)?.[1];
}

/** Where requests wait to send the next part of a snapshot. */
export const snapshotQueue = 'snapshots';

export function deadLetterQueue(queue: string): string {
  return `${queue}.dead`;
}
