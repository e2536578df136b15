import type { Documents } from '../../platform/ports.ts';
import { sharedTenant } from '../subscriptions.ts';

const collection = 'subscription-endpoints';

export type Pause = {
  readonly at: string;
  /** `failures`: it failed too long; `gone`: it answered 410; `operator`: `subscription pause`. */
  readonly by: 'failures' | 'gone' | 'operator';
  /** One sentence. */
  readonly reason: string;
};

/** How the endpoint of a subscription stands: kept apart from the subscription, because delivery writes it. */
export type Endpoint = {
  /** In a row; 0 after each success. */
  readonly failures: number;
  readonly failingSince?: string;
  /** Nothing is sent before. */
  readonly retryAt?: string;
  readonly lastError?: string;
  /** The id of the message that failed last. */
  readonly lastMessage?: string;
  readonly paused?: Pause;
};

const sound: Endpoint = { failures: 0 };

export async function readEndpoint(documents: Documents, name: string): Promise<Endpoint> {
  return ((await documents.get(sharedTenant, collection, name))?.value as Endpoint | undefined) ?? sound;
}

/** Writes what `change` makes of the present state, however many write at the same time; gives both. */
export async function changeEndpoint(
  documents: Documents,
  name: string,
  change: (before: Endpoint) => Endpoint,
): Promise<{ readonly before: Endpoint; readonly after: Endpoint }> {
  for (;;) {
    const found = await documents.get(sharedTenant, collection, name);
    const before = (found?.value as Endpoint | undefined) ?? sound;
    const after = change(before);
    if (after === before) return { before, after };
    if (await documents.put(sharedTenant, collection, name, after, found?.version ?? 0)) return { before, after };
  }
}

export async function forgetEndpoint(documents: Documents, name: string): Promise<void> {
  await documents.delete(sharedTenant, collection, name);
}

/** Names of the subscriptions that are paused. */
export async function pausedNames(documents: Documents): Promise<ReadonlySet<string>> {
  const all = await documents.list(sharedTenant, collection);
  return new Set(all.filter(({ value }) => (value as Endpoint).paused).map(({ id }) => id));
}
