import { TributaryError } from '../../core/errors.ts';
import type { Subscription } from '../../core/subscription.ts';
import { deadLetterQueue, subscriptionQueue } from '../../core/topic-names.ts';
import { listSubscriptions, readSubscription, type StoredSubscription } from '../../distributor/subscriptions.ts';
import type { Documents, QueueCounts } from '../../platform/ports.ts';

/** The subscriptions that a tenant hears; one that an operator bound to several belongs to each of them. */
export async function subscriptionsOf(documents: Documents, tenant: string): Promise<readonly StoredSubscription[]> {
  return (await listSubscriptions(documents)).filter(({ tenants }) => tenants.includes(tenant));
}

/** Names of subscriptions are shared by all tenants. Throws InvalidInput for one that only others hear. */
export async function demandNameIsFree(documents: Documents, { name, tenants }: Subscription): Promise<void> {
  const present = await readSubscription(documents, name);
  if (!present || present.tenants.some((tenant) => tenants.includes(tenant))) return;
  const message = `The name "${name}" is taken: choose another one for the subscription, such as ${tenants[0]}-${name}.`;
  throw new TributaryError('InvalidInput', { code: 'subscription-name-taken', message });
}

/** Without the queues of subscriptions that only other tenants hear. Queues that all tenants share stay. */
export async function queuesSeenBy(
  documents: Documents,
  tenant: string,
  counts: readonly QueueCounts[],
): Promise<readonly QueueCounts[]> {
  const others = (await listSubscriptions(documents)).filter(({ tenants }) => !tenants.includes(tenant));
  const queues = others.map(({ name }) => subscriptionQueue(name));
  const hidden = new Set([...queues, ...queues.map(deadLetterQueue)]);
  return counts.filter(({ queue }) => !hidden.has(queue));
}
