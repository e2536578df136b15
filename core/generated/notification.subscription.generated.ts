// Generated from schemas/events/notification.subscription.schema.json by `npm run generate`; edit that file instead.

/**
 * Delivery to the endpoint of a subscription was paused, or goes on. Published once for each tenant that the subscription hears.
 */
export interface SubscriptionNotification {
  readonly tenant: string;
  /**
   * Name of the subscription.
   */
  readonly subscription: string;
  /**
   * Where it is delivered.
   */
  readonly target: 'queue' | 'webhook' | 'folder';
  readonly status: 'paused' | 'resumed';
  /**
   * Why it was paused: it failed too long, it answered 410, or somebody asked for it.
   */
  readonly by?: 'failures' | 'gone' | 'operator';
  /**
   * The same in words.
   */
  readonly reason?: string;
  /**
   * Failures in a row before it was paused.
   */
  readonly failures?: number;
}
