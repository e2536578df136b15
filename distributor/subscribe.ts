import type { Subscription } from '../core/subscription.ts';
import { subscriptionQueue } from '../core/topic-names.ts';
import type { Clock, Deliveries, Documents, Exports, Queues, Secrets, Topics } from '../platform/ports.ts';
import { forgetEndpoint, readEndpoint } from './deliver/endpoint.ts';
import { policyOf } from './deliver/policy.ts';
import { forgetWebhookSecret } from './deliver/webhook-secret.ts';
import { queueOptionsOf } from './queue-options.ts';
import { forgetSnapshot } from './snapshot/snapshots.ts';
import { forgetTokens } from './subscription-tokens.ts';
import { forgetSubscription, readSubscription, writeSubscription } from './subscriptions.ts';

export type SubscribeDeps = {
  readonly topics: Topics;
  readonly queues: Queues;
  readonly deliveries: Deliveries;
  readonly exports: Exports;
  readonly documents: Documents;
  readonly secrets: Secrets;
  readonly clock: Clock;
};

/**
 * Creates or replaces a subscription: from now on, what its topics publish for its tenants arrives in its queue, and is
 * delivered unless it is paused. Gives the queue's name. Throws InvalidInput for a folder that cannot be written to.
 */
export async function addSubscription(deps: SubscribeDeps, subscription: Subscription): Promise<string> {
  const { name, topics, filter, tenants, target } = subscription;
  if (target.kind === 'folder') await deps.exports.place(name, target.path);
  const queue = subscriptionQueue(name);
  const before = await readSubscription(deps.documents, name);
  await unbind(deps, before, topics);
  await deps.queues.ensure(queue, queueOptionsOf(target));
  for (const topic of topics) {
    const own = { ...filter, tenant: tenants };
    await deps.topics.subscribe({ name: topicSubscriptionName(name, topic), topic, queue, filter: own });
  }
  await writeSubscription(deps.documents, { ...subscription, boundAt: deps.clock.now().toISOString() });
  if (target.kind === 'queue') await endDelivery(deps, before);
  else if ((await readEndpoint(deps.documents, name)).paused === undefined)
    await deps.deliveries.start(queue, { concurrency: policyOf(target).concurrency });
  return queue;
}

/** Removes the subscription, its queue, and what waits there. */
export async function removeSubscription(deps: SubscribeDeps, name: string): Promise<void> {
  const stored = await readSubscription(deps.documents, name);
  await endDelivery(deps, stored);
  await unbind(deps, stored, []);
  await deps.queues.remove(subscriptionQueue(name));
  await forgetTokens(deps.documents, name);
  await forgetSnapshot(deps.documents, name);
  await forgetEndpoint(deps.documents, name);
  await forgetWebhookSecret(deps.secrets, name);
  await forgetSubscription(deps.documents, name);
}

const topicSubscriptionName = (name: string, topic: string): string => `subscription.${name}.${topic}`;

/** Unbinds the topics that a subscription had and no longer has. */
async function unbind(deps: SubscribeDeps, before: Subscription | undefined, keep: readonly string[]): Promise<void> {
  for (const topic of before?.topics ?? [])
    if (!keep.includes(topic)) await deps.topics.unsubscribe(topicSubscriptionName(before?.name ?? '', topic));
}

async function endDelivery(deps: SubscribeDeps, before: Subscription | undefined): Promise<void> {
  if (before && before.target.kind !== 'queue') await deps.deliveries.remove(subscriptionQueue(before.name));
}
