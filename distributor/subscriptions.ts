import { TributaryError } from '../core/errors.ts';
import type { Subscription } from '../core/subscription.ts';
import type { Documents } from '../platform/ports.ts';

/** Documents about subscriptions belong to no tenant: one may hear several. */
export const sharedTenant = '_';
const collection = 'subscriptions';

/** A subscription as it is kept. */
export type StoredSubscription = Subscription & {
  /** Since when it hears all that it hears now; a snapshot begins some time after. Absent in those made before. */
  readonly boundAt?: string;
};

export async function readSubscription(documents: Documents, name: string): Promise<StoredSubscription | undefined> {
  return (await documents.get(sharedTenant, collection, name))?.value as StoredSubscription | undefined;
}

/** Throws NotFound. */
export async function demandSubscription(documents: Documents, name: string): Promise<StoredSubscription> {
  const found = await readSubscription(documents, name);
  if (found) return found;
  const message = `There is no subscription "${name}": "tributary subscription list" shows those there are.`;
  throw new TributaryError('NotFound', { code: 'subscription-unknown', message });
}

export async function writeSubscription(documents: Documents, subscription: StoredSubscription): Promise<void> {
  await documents.put(sharedTenant, collection, subscription.name, subscription);
}

export async function forgetSubscription(documents: Documents, name: string): Promise<void> {
  await documents.delete(sharedTenant, collection, name);
}

/** By name. */
export async function listSubscriptions(documents: Documents): Promise<readonly StoredSubscription[]> {
  return (await documents.list(sharedTenant, collection)).map((document) => document.value as StoredSubscription);
}
