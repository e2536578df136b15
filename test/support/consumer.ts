import type { InformationEvent } from '../../core/generated/information-batch.generated.ts';

/** Changes that arrived under more than one id: the consumers' only means against a second effect would fail. */
export function changesWithSeveralIds(events: readonly InformationEvent[]): readonly string[] {
  const changes = Map.groupBy(events, ({ entity, subject, revision }) => `${entity} ${subject} ${revision}`);
  return [...changes].filter(([, same]) => new Set(same.map(({ id }) => id)).size > 1).map(([change]) => change);
}

/** A consumer that keeps to the contract: it drops ids it has seen and revisions that are not newer than what it applied. */
export type ModelConsumer = {
  take(events: readonly InformationEvent[]): void;
  /** Revision and digest of what it believes to exist, by `<entity> <subject>`. */
  readonly state: ReadonlyMap<string, { readonly revision: string; readonly digest: string }>;
  /** Every change it applied, by event id; a change applied twice would stand here twice. */
  readonly applied: readonly InformationEvent[];
};

export function modelConsumer(): ModelConsumer {
  const state = new Map<string, { revision: string; digest: string }>();
  const revisions = new Map<string, string>();
  const seen = new Set<string>();
  const applied: InformationEvent[] = [];
  const take = (event: InformationEvent): void => {
    const subject = `${event.entity} ${event.subject}`;
    if (seen.has(event.id) || event.revision <= (revisions.get(subject) ?? '')) return;
    seen.add(event.id);
    revisions.set(subject, event.revision);
    applied.push(event);
    if (event.data === undefined) state.delete(subject);
    else state.set(subject, { revision: event.revision, digest: event.digest });
  };
  return { take: (events) => events.forEach(take), state, applied };
}
