import { listSubscriptions, type StoredSubscription } from '../../distributor/subscriptions.ts';
import type { Documents } from '../../platform/ports.ts';
import { unknownName } from '../unknown-name.ts';

/** Throws NotFound with the name that was probably meant. */
export async function demandKnown(documents: Documents, name: string): Promise<StoredSubscription> {
  const all = await listSubscriptions(documents);
  const found = all.find((subscription) => subscription.name === name);
  if (found) return found;
  throw unknownName(
    'subscription',
    [name],
    all.map((subscription) => subscription.name),
  );
}
