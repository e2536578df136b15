import type { Document, Documents } from '../../platform/ports.ts';
import { sharedTenant } from '../subscriptions.ts';

const collection = 'subscription-snapshots';

/** Up to where the records of all tenants, connections and streams have been sent, in that order. */
export type SnapshotPosition = {
  readonly tenant: string;
  readonly connection: string;
  readonly stream: string;
  /** The last key that was sent; absent before the first. */
  readonly after?: string;
};

/** The last snapshot of a subscription: what was asked for, and how far it has come. */
export type Snapshot = {
  readonly id: string;
  readonly subscription: string;
  /** Only these entities; empty: all it hears. */
  readonly entities: readonly string[];
  readonly requestedAt: string;
  /** Not earlier: what was being written when the subscription was bound must be stored by then. */
  readonly notBefore: string;
  readonly status: 'waiting' | 'running' | 'done';
  readonly position?: SnapshotPosition;
  /** Events sent so far, and records looked at. */
  readonly events: number;
  readonly records: number;
  readonly updatedAt: string;
};

export type StoredSnapshot = Snapshot & { readonly version: number };

export async function readSnapshot(documents: Documents, name: string): Promise<StoredSnapshot | undefined> {
  const found = await documents.get(sharedTenant, collection, name);
  return found && toStored(found);
}

export async function listSnapshots(documents: Documents): Promise<readonly StoredSnapshot[]> {
  return (await documents.list(sharedTenant, collection)).map(toStored);
}

/** False when somebody else has written meanwhile. */
export function writeSnapshot(documents: Documents, snapshot: Snapshot, ifVersion: number): Promise<boolean> {
  return documents.put(sharedTenant, collection, snapshot.subscription, { ...snapshot, version: undefined }, ifVersion);
}

export async function forgetSnapshot(documents: Documents, name: string): Promise<void> {
  await documents.delete(sharedTenant, collection, name);
}

const toStored = ({ value, version }: Document): StoredSnapshot => ({ ...(value as Snapshot), version });
