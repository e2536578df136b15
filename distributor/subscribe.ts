import { subscriptionQueue } from '../core/topic-names.ts';
import type { AttributeFilter, Documents, Queues, Topics } from '../platform/ports.ts';

/** A consumer's delivery target. The tenants it may see are the operator's decision and no part of its own filter. */
export type Subscription = {
  readonly name: string;
  readonly tenants: readonly string[];
  readonly topics: readonly string[];
  /** Per attribute, the values that pass; `tenant` is not allowed here. */
  readonly filter: Omit<AttributeFilter, 'tenant'>;
  readonly target: { readonly kind: 'queue' };
};

export type SubscribeDeps = { readonly topics: Topics; readonly queues: Queues; readonly documents: Documents };

const shared = '_';
const collection = 'subscriptions';

/** Creates or replaces a subscription: from now on, what its topics publish for its tenants arrives in its queue. Gives the queue's name. */
export async function addSubscription(deps: SubscribeDeps, subscription: Subscription): Promise<string> {
  const queue = subscriptionQueue(subscription.name);
  await removeTopics(deps, subscription.name, subscription.topics);
  await deps.queues.ensure(queue, { visibilitySeconds: 60, maxReceives: 10 });
  for (const topic of subscription.topics) {
    const filter = { ...subscription.filter, tenant: subscription.tenants };
    await deps.topics.subscribe({ name: topicSubscriptionName(subscription.name, topic), topic, queue, filter });
  }
  await deps.documents.put(shared, collection, subscription.name, subscription);
  return queue;
}

/** Removes the subscription, its queue, and what waits there. */
export async function removeSubscription(deps: SubscribeDeps, name: string): Promise<void> {
  await removeTopics(deps, name, []);
  await deps.queues.remove(subscriptionQueue(name));
  await deps.documents.delete(shared, collection, name);
}

export async function listSubscriptions(documents: Documents): Promise<readonly Subscription[]> {
  return (await documents.list(shared, collection)).map((document) => document.value as Subscription);
}

const topicSubscriptionName = (name: string, topic: string): string => `subscription.${name}.${topic}`;

/** Unbinds the topics that a subscription had and no longer has. */
async function removeTopics(deps: SubscribeDeps, name: string, keep: readonly string[]): Promise<void> {
  const stored = (await deps.documents.get(shared, collection, name))?.value as Subscription | undefined;
  for (const topic of stored?.topics ?? []) {
    if (!keep.includes(topic)) await deps.topics.unsubscribe(topicSubscriptionName(name, topic));
  }
}
