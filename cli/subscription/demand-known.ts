import type { StoredSubscription } from '../../distributor/subscriptions.ts';
import type { Documents } from '../../platform/ports.ts';
import { unknownName } from '../unknown-name.ts';
import { subscriptionsOf } from './own-subscriptions.ts';

/** A subscription that the tenant hears. Throws NotFound with the name that was probably meant. */
export async function demandKnown(documents: Documents, tenant: string, name: string): Promise<StoredSubscription> {
  const all = await subscriptionsOf(documents, tenant);
  const found = all.find((subscription) => subscription.name === name);
  if (found) return found;
  throw unknownName(
    'subscription',
    [name],
    all.map((subscription) => subscription.name),
    `of tenant "${tenant}"`,
  );
}
