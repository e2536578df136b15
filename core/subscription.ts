import type { AttributeFilter } from './attribute-filter.ts';

/** A queue that the consumer reads itself: over HTTP from the embedded platform, as SQS on AWS. */
export type QueueTarget = {
  readonly kind: 'queue';
  /** Time for the consumer to acknowledge a message. */
  readonly visibility?: string;
  /** Deliveries of a message before it moves to the dead letters. */
  readonly maxReceives?: number;
};

/** When delivery to an endpoint is tried again, given up and paused; core/defaults of distributor/deliver/policy.ts. */
export type DeliveryPolicy = {
  /** Messages sent at the same time. */
  readonly concurrency?: number;
  /** How long a message is tried before it moves to the dead letters. */
  readonly giveUpAfter?: string;
  /** The endpoint is paused when it has failed so often in a row, for so long. */
  readonly pauseAfter?: { readonly failures?: number; readonly time?: string };
};

/** An HTTPS endpoint that gets signed requests. */
export type WebhookTarget = DeliveryPolicy & {
  readonly kind: 'webhook';
  readonly url: string;
  /** How long an answer may take. */
  readonly timeout?: string;
};

/** A directory that gets a file per message, or on AWS a prefix of the stage's bucket. */
export type FolderTarget = DeliveryPolicy & {
  readonly kind: 'folder';
  /** Absolute, or below the data directory; on AWS there is none: files go to exports/<subscription>/. */
  readonly path?: string;
};

export type Target = QueueTarget | WebhookTarget | FolderTarget;

/** A consumer's delivery target. The tenants it may hear are the operator's decision and no part of its own filter. */
export type Subscription = {
  readonly name: string;
  readonly description?: string;
  readonly tenants: readonly string[];
  readonly topics: readonly string[];
  /** `tenant` has no effect here. */
  readonly filter: AttributeFilter;
  readonly target: Target;
};

/** What a subscription may be called. */
export const subscriptionNamePattern: RegExp = /^[a-z][a-z0-9-]{0,62}$/;
