import { allowedHint } from '../../core/did-you-mean.ts';
import { informationTopics, topicOfEntity } from '../../core/entities.ts';
import { TributaryError } from '../../core/errors.ts';
import type { Clock, Documents, Ids } from '../../platform/ports.ts';
import { demandSubscription } from '../subscriptions.ts';
import { readSnapshot, type Snapshot, writeSnapshot } from './snapshots.ts';

export type SnapshotRequestDeps = {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly ids: Ids;
  /** How long after a subscription is bound what was published before has been stored: until then a snapshot could miss it. */
  readonly bindingSettlesMs: number;
};

/**
 * Asks for a snapshot of what the subscription hears; the sweep starts it. One that is under way for the same entities is
 * given again. Throws NotFound, and InvalidInput for other entities.
 */
export async function requestSnapshot(
  deps: SnapshotRequestDeps,
  name: string,
  entities: readonly string[],
): Promise<Snapshot> {
  const { documents, clock, ids } = deps;
  const subscription = await demandSubscription(documents, name);
  const wanted = [...new Set(entities)].toSorted();
  demandHeard(name, subscription.topics, wanted);
  for (;;) {
    const before = await readSnapshot(documents, name);
    if (before && before.status !== 'done') {
      if (JSON.stringify(before.entities) === JSON.stringify(wanted)) return before;
      const message = `Subscription ${name} has a snapshot of ${before.entities.join(', ') || 'all its entities'} under way: wait for its end.`;
      throw new TributaryError('InvalidInput', { code: 'snapshot-open', message });
    }
    const now = clock.now();
    const settled = Date.parse(subscription.boundAt ?? now.toISOString()) + deps.bindingSettlesMs;
    const snapshot: Snapshot = {
      id: ids.next(),
      subscription: name,
      entities: wanted,
      requestedAt: now.toISOString(),
      notBefore: new Date(Math.max(now.getTime(), settled)).toISOString(),
      status: 'waiting',
      events: 0,
      records: 0,
      updatedAt: now.toISOString(),
    };
    if (await writeSnapshot(documents, snapshot, before?.version ?? 0)) return snapshot;
  }
}

function demandHeard(name: string, topics: readonly string[], entities: readonly string[]): void {
  const heard = topics.filter((topic) => informationTopics.includes(topic));
  const [unknown] = entities.filter((entity) => !heard.includes(topicOfEntity(entity)));
  if (heard.length > 0 && unknown === undefined) return;
  const known = heard.map((topic) => topic.replace('information.', ''));
  const message =
    heard.length === 0
      ? `Subscription ${name} hears no entities, so that there is nothing to take a snapshot of.`
      : `Subscription ${name} does not hear "${unknown}". ${allowedHint(unknown ?? '', known)}`;
  throw new TributaryError('InvalidInput', { code: 'snapshot-of-nothing', message });
}
