import type { StreamScope } from '../../core/run.ts';
import type { Clock, Documents } from '../../platform/ports.ts';
import { readSubscription, type StoredSubscription } from '../subscriptions.ts';
import { type SendDeps, sendPart } from './send-part.ts';
import {
  forgetSnapshot,
  readSnapshot,
  type Snapshot,
  type SnapshotPosition,
  type StoredSnapshot,
  writeSnapshot,
} from './snapshots.ts';

export type SnapshotDeps = SendDeps & { readonly documents: Documents; readonly clock: Clock };

/**
 * Sends what is left of a snapshot until it is done, or until the signal says to stop: then it gives `false`, and another
 * call goes on where this one stood. Another process at the same snapshot ends this call. `onPart` is told of progress.
 */
export async function runSnapshot(
  deps: SnapshotDeps,
  name: string,
  id: string,
  signal: AbortSignal,
  onPart: (snapshot: Snapshot) => void = () => undefined,
): Promise<boolean> {
  const subscription = await readSubscription(deps.documents, name);
  if (!subscription) {
    await forgetSnapshot(deps.documents, name);
    return true;
  }
  for (let current = await readSnapshot(deps.documents, name); current?.id === id && current.status !== 'done'; ) {
    if (signal.aborted) return false;
    const next = await advance(deps, subscription, current);
    if (!(await writeSnapshot(deps.documents, next, current.version))) return true;
    onPart(next);
    current = { ...next, version: current.version + 1 };
  }
  return true;
}

/** The snapshot after its next part; done when no stream is left. */
async function advance(
  deps: SnapshotDeps,
  subscription: StoredSubscription,
  before: StoredSnapshot,
): Promise<Snapshot> {
  const updatedAt = deps.clock.now().toISOString();
  const { version: _version, ...snapshot } = before;
  const { position } = snapshot;
  const scope = position?.after === undefined ? await scopeAfter(deps, subscription, position) : position;
  if (!scope) return { ...snapshot, status: 'done', updatedAt };
  const { tenant, connection, stream } = scope;
  const after = position?.after;
  const sent = await sendPart(deps, subscription, snapshot, { tenant, connection, stream }, after);
  return {
    ...snapshot,
    status: 'running',
    position: { tenant, connection, stream, ...(sent.after === undefined ? {} : { after: sent.after }) },
    records: snapshot.records + sent.records,
    events: snapshot.events + sent.events,
    updatedAt,
  };
}

/** The first stream behind a position, in the order of tenant, connection and stream. */
async function scopeAfter(
  { records }: SnapshotDeps,
  { tenants }: StoredSubscription,
  position: SnapshotPosition | undefined,
): Promise<StreamScope | undefined> {
  const orderOf = ({ tenant, connection, stream }: StreamScope): string => `${tenant} ${connection} ${stream}`;
  for (const tenant of [...tenants].toSorted()) {
    if (position !== undefined && tenant < position.tenant) continue;
    const streams = [...(await records.streams(tenant))].toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
    const next = streams.find((scope) => position === undefined || orderOf(scope) > orderOf(position));
    if (next) return next;
  }
  return undefined;
}
