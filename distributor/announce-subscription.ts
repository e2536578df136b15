import { digestOf } from '../core/digest.ts';
import { notificationTopic } from '../core/topic-names.ts';
import type { Clock, Publish } from '../platform/ports.ts';
import type { StoredSubscription } from './subscriptions.ts';

export type Announcement = {
  readonly status: 'paused' | 'resumed';
  /** The same for each repetition. */
  readonly id: string;
  readonly data: object;
};

/** Publishes notification.subscription, to each tenant that the subscription hears: one event belongs to one tenant. */
export async function announce(
  deps: { readonly publish: Publish; readonly clock: Clock },
  { name, tenants, target }: StoredSubscription,
  { status, id, data }: Announcement,
): Promise<void> {
  const messages = tenants.map((tenant) => {
    const own = digestOf(id, tenant);
    const event = {
      ...{ specversion: '1.0', id: own, source: `/tributary/${tenant}`, type: 'tributary.notification.subscription' },
      ...{ subject: name, time: deps.clock.now().toISOString(), datacontenttype: 'application/json' },
      data: { tenant, subscription: name, target: target.kind, status, ...data },
    };
    return { id: own, body: JSON.stringify(event), attributes: { tenant, subscription: name, status } };
  });
  await deps.publish(notificationTopic('subscription'), messages);
}
