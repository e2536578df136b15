import { deadLetterQueue, subscriptionQueue } from '../core/topic-names.ts';
import type { Documents, Queues } from '../platform/ports.ts';
import { type Endpoint, readEndpoint } from './deliver/endpoint.ts';
import { listSubscriptions, type StoredSubscription } from './subscriptions.ts';

/** How a subscription stands. */
export type SubscriptionStatus = {
  readonly subscription: StoredSubscription;
  readonly endpoint: Endpoint;
  readonly waiting: number;
  readonly inFlight: number;
  readonly dead: number;
};

/** All subscriptions that hear the tenant, or all there are. */
export async function subscriptionStates(
  { documents, queues }: { readonly documents: Documents; readonly queues: Pick<Queues, 'counts'> },
  tenant?: string,
): Promise<readonly SubscriptionStatus[]> {
  const all = await listSubscriptions(documents);
  if (all.length === 0) return [];
  const counts = new Map((await queues.counts()).map((count) => [count.queue, count]));
  const heard = all.filter(({ tenants }) => tenant === undefined || tenants.includes(tenant));
  return Promise.all(
    heard.map(async (subscription) => {
      const queue = subscriptionQueue(subscription.name);
      const [own, dead] = [counts.get(queue), counts.get(deadLetterQueue(queue))];
      return {
        subscription,
        endpoint: await readEndpoint(documents, subscription.name),
        waiting: own?.visible ?? 0,
        inFlight: own?.inFlight ?? 0,
        dead: (dead?.visible ?? 0) + (dead?.inFlight ?? 0),
      };
    }),
  );
}
