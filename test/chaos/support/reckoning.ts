import { entitySchemas } from '../../../core/entities.ts';
import type { InformationEvent } from '../../../core/generated/information-batch.generated.ts';
import { informationTopic, subscriptionQueue } from '../../../core/topic-names.ts';
import type { Platform } from '../../../platform/ports.ts';
import { changesWithSeveralIds, modelConsumer } from '../../support/consumer.ts';

/** Digests by `<connection> <entity> <id>`: what a directory holds, or what a consumer believes. */
export type Digests = ReadonlyMap<string, string>;

export async function storedDigests({ records }: Pick<Platform, 'records'>): Promise<Digests> {
  const found = new Map<string, string>();
  for (const scope of await records.streams('default')) {
    for (let after: string | undefined; ; ) {
      const page = await records.scan(scope, after, 1_000);
      for (const { entities } of page)
        for (const { entity, id, digest } of entities) found.set(`${scope.connection} ${entity} ${id}`, digest);
      if (page.length < 1_000) break;
      after = page.at(-1)?.key;
    }
  }
  return found;
}

/** Everything that waits for a subscriber, taken as a consumer takes it. */
export async function drain({ queues }: Pick<Platform, 'queues'>, name: string): Promise<readonly InformationEvent[]> {
  const queue = subscriptionQueue(name);
  const events: InformationEvent[] = [];
  for (;;) {
    const messages = await queues.receive(queue, 200, 0);
    if (messages.length === 0) return events;
    for (const { body } of messages) events.push(...(JSON.parse(body) as InformationEvent[]));
    await queues.acknowledge(
      queue,
      messages.map(({ receipt }) => receipt),
    );
  }
}

export const informationTopics: readonly string[] = Object.keys(entitySchemas).map(informationTopic);

export type Consumed = {
  readonly digests: Digests;
  readonly events: number;
  /** Deliveries of an id that was delivered before. */
  readonly repeats: number;
  /** Changes that came under more than one id. */
  readonly severalIds: readonly string[];
  /** Changes that a consumer applied although they change nothing: the same content again, as something newer. */
  readonly appliedTwice: readonly string[];
};

/** What a consumer that keeps to the contract makes of all events. */
export function consumed(events: readonly InformationEvent[]): Consumed {
  const digests = new Map<string, string>();
  const appliedTwice: string[] = [];
  for (const [connection, own] of Map.groupBy(events, (event) => event.connection)) {
    const consumer = modelConsumer();
    consumer.take(own);
    for (const [subject, { digest }] of consumer.state) digests.set(`${connection} ${subject}`, digest);
    const last = new Map<string, string>();
    for (const { entity, subject, digest, revision } of consumer.applied) {
      const key = `${connection} ${entity} ${subject}`;
      if (last.get(key) === digest) appliedTwice.push(`${key} ${revision}`);
      last.set(key, digest);
    }
  }
  const ids = new Set(events.map(({ id }) => id));
  const repeats = events.length - ids.size;
  return { digests, events: events.length, repeats, severalIds: changesWithSeveralIds(events), appliedTwice };
}

/** Entries that differ or exist on one side only; at most twenty, for a message. */
export function differences(expected: Digests, found: Digests): readonly string[] {
  const keys = new Set([...expected.keys(), ...found.keys()]);
  const wrong = [...keys].filter((key) => expected.get(key) !== found.get(key));
  return wrong
    .slice(0, 20)
    .map((key) => `${key}: ${expected.get(key) ?? 'none'} expected, ${found.get(key) ?? 'none'}`);
}
