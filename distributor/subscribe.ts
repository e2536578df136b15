import type { Subscription } from '../core/subscription.ts';
import { subscriptionQueue } from '../core/topic-names.ts';
import type { Clock, Documents, Queues, Topics } from '../platform/ports.ts';
import { queueOptionsOf } from './queue-options.ts';
import { forgetSnapshot } from './snapshot/snapshots.ts';
import { forgetTokens } from './subscription-tokens.ts';
import { forgetSubscription, readSubscription, writeSubscription } from './subscriptions.ts';

export type SubscribeDeps = {
  readonly topics: Topics;
  readonly queues: Queues;
  readonly documents: Documents;
  readonly clock: Clock;
};

/** Creates or replaces a subscription: from now on, what its topics publish for its tenants arrives in its queue. Gives the queue's name. */
export async function addSubscription(deps: SubscribeDeps, subscription: Subscription): Promise<string> {
  const { name, topics, filter, tenants } = subscription;
  const queue = subscriptionQueue(name);
  await removeTopics(deps, name, topics);
  await deps.queues.ensure(queue, queueOptionsOf(subscription.target));
  for (const topic of topics) {
    const own = { ...filter, tenant: tenants };
    await deps.topics.subscribe({ name: topicSubscriptionName(name, topic), topic, queue, filter: own });
  }
  await writeSubscription(deps.documents, { ...subscription, boundAt: deps.clock.now().toISOString() });
  return queue;
}

/** Removes the subscription, its queue, and what waits there. */
export async function removeSubscription(deps: SubscribeDeps, name: string): Promise<void> {
  await removeTopics(deps, name, []);
  await deps.queues.remove(subscriptionQueue(name));
  await forgetTokens(deps.documents, name);
  await forgetSnapshot(deps.documents, name);
  await forgetSubscription(deps.documents, name);
}

const topicSubscriptionName = (name: string, topic: string): string => `subscription.${name}.${topic}`;

/** Unbinds the topics that a subscription had and no longer has. */
async function removeTopics(deps: SubscribeDeps, name: string, keep: readonly string[]): Promise<void> {
  const stored = await readSubscription(deps.documents, name);
  for (const topic of stored?.topics ?? []) {
    if (!keep.includes(topic)) await deps.topics.unsubscribe(topicSubscriptionName(name, topic));
  }
}
