import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { noCheckpoint } from '../../core/fault-points.ts';
import type { InformationEvent } from '../../core/generated/information-batch.generated.ts';
import type { Subscription } from '../../core/subscription.ts';
import { subscriptionQueue } from '../../core/topic-names.ts';
import { compileRecordValidator } from '../../core/validate.ts';
import { parseYaml } from '../../core/yaml-source.ts';
import { publisher } from '../../distributor/publish.ts';
import { requestSnapshot } from '../../distributor/snapshot/request.ts';
import { runSnapshot } from '../../distributor/snapshot/run-snapshot.ts';
import { addSubscription } from '../../distributor/subscribe.ts';
import { type Embedded, openEmbedded } from '../../infra/embedded.ts';
import batchSchema from '../../schemas/events/information-batch.schema.json' with { type: 'json' };
import type { CompiledStream } from '../../transformer/compiled-stream.ts';
import { defaultPolicies } from '../../transformer/drift/classify.ts';
import { compileMapping } from '../../transformer/mapping/compile.ts';
import { type BatchWork, processBatch } from '../../transformer/process-batch.ts';
import { type ModelConsumer, modelConsumer } from '../support/consumer.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const mapping = compileMapping(
  parseYaml('m.yaml', 'entities:\n  - entity: project\n    when: $not(gone)\n    fields: { number: id, name: name }\n'),
);
if (!mapping.ok) throw new Error(JSON.stringify(mapping.problems));
const stream: CompiledStream = {
  mapping: mapping.value,
  validate: compileRecordValidator({ type: 'object' }),
  unknownFields: () => undefined,
  validateEntity: () => undefined,
  drift: defaultPolicies,
  mappingVersion: 1,
};
const validBatch = compileRecordValidator(batchSchema);

type Change = { readonly tenant: 'a' | 'b'; readonly stream: 's1' | 's2'; readonly key: string; readonly name: string };
const change: fc.Arbitrary<Change> = fc.record({
  tenant: fc.constantFrom('a', 'a', 'b'),
  stream: fc.constantFrom('s1', 's2'),
  key: fc.constantFrom('k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7'),
  name: fc.constantFrom('x', 'y', 'z', 'gone'),
});
/** A change, the next part of the snapshot, or a part whose sender dies before it has noted it. */
type Step = { readonly change: Change } | 'part' | 'crash';
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: change.map((one) => ({ change: one })) },
  { weight: 2, arbitrary: fc.constant('part' as const) },
  { weight: 1, arbitrary: fc.constant('crash' as const) },
);

let home: ReturnType<typeof temporaryDirectory>;
let embedded: Embedded;
beforeAll(async () => {
  home = temporaryDirectory();
  embedded = await openEmbedded({ home: home.path });
});
afterAll(async () => {
  await embedded.close();
  home.remove();
});

let round = 0;

/** A subscription of tenant a, and a source whose every change is a batch of its own; all under names of this round. */
function openRound() {
  const { platform } = embedded;
  round++;
  let batch = 0;
  const subscription: Subscription = {
    ...{ name: `r${round}`, tenants: [`a${round}`], topics: ['information.project'], filter: {} },
    target: { kind: 'queue' },
  };
  const deps = { ...platform, clock: fakeClock(), bindingSettlesMs: 0, partRecords: 2 };
  const process = async ({ tenant, stream: name, key: short, name: text }: Change): Promise<void> => {
    // Ids of entities are unique per connection.
    const key = `${name}-${short}`;
    const id = `${round}/${++batch}`;
    const work: BatchWork = {
      ...{ tenant: `${tenant}${round}`, connection: 'c', stream: name, connector: 'erp', run: 1, batch, batchId: id },
      ...{ rawRef: id, time: '2026-01-01T00:00:00.000Z', touches: 'all' },
      records: [{ key, text: JSON.stringify({ id: key, name: text, gone: text === 'gone' }), index: 0 }],
    };
    const publish = publisher(platform.topics, deps.clock);
    await processBatch({ ...platform, publish, clock: deps.clock, checkpoint: noCheckpoint }, stream, work);
  };
  return { deps, subscription, process };
}

/** What a consumer believes that gets all messages of the queue, in the order that `order` gives them. */
async function consumed(name: string, order: <T>(items: readonly T[]) => readonly T[]): Promise<ModelConsumer> {
  const messages = await embedded.platform.queues.receive(subscriptionQueue(name), 10_000, 0);
  const consumer = modelConsumer();
  for (const message of order(messages)) {
    const events = JSON.parse(message.body) as InformationEvent[];
    expect(validBatch(events)).toBeUndefined();
    consumer.take(events);
  }
  return consumer;
}

async function stored(tenant: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const scope of await embedded.platform.records.streams(tenant))
    for (const record of await embedded.platform.records.scan(scope, undefined, 1_000))
      for (const { entity, id, digest } of record.entities) found[`${entity} ${id}`] = digest;
  return found;
}

const believed = (consumer: ModelConsumer): unknown =>
  Object.fromEntries([...consumer.state].map(([subject, { digest }]) => [subject, digest]));

describe('a snapshot', () => {
  test('with changes among its parts, crashes and any order of delivery: the consumer ends equal to the store', async () => {
    let events = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 15 }),
        fc.array(step, { maxLength: 25 }),
        fc.infiniteStream(fc.nat()),
        async (before, steps, random) => {
          const { deps, subscription, process } = openRound();
          for (const one of before) await process(one);
          await addSubscription(embedded.platform, subscription);
          const { id } = await requestSnapshot(deps, subscription.name, []);
          const part = async (crash: boolean): Promise<void> => {
            const once = new AbortController();
            const dies = { ...deps.documents, put: () => Promise.reject(new Error('died')) };
            const documents = crash ? dies : deps.documents;
            await runSnapshot({ ...deps, documents }, subscription.name, id, once.signal, () => once.abort()).catch(
              () => undefined,
            );
          };
          for (const one of steps) await (typeof one === 'string' ? part(one === 'crash') : process(one.change));
          expect(await runSnapshot(deps, subscription.name, id, new AbortController().signal)).toBe(true);
          const shuffled = <T>(items: readonly T[]): readonly T[] =>
            items
              .map((item) => ({ item, at: random.next().value }))
              .toSorted((x, y) => x.at - y.at)
              .map(({ item }) => item);
          const consumer = await consumed(subscription.name, shuffled);
          events += consumer.applied.length;
          expect(believed(consumer)).toEqual(await stored(`a${round}`));
        },
      ),
      { numRuns: 120 },
    );
    expect(events).toBeGreaterThan(200);
  }, 60_000);

  test('sends what the filter lets through, of the entities asked for, and the same ids when a part is repeated', async () => {
    const { deps, subscription, process } = openRound();
    for (const [index, key] of ['k1', 'k2', 'k3'].entries())
      await process({ tenant: 'a', stream: index === 0 ? 's1' : 's2', key, name: 'x' });
    const filtered = { ...subscription, filter: { stream: ['s2'], change: ['updated'] } };
    await addSubscription(embedded.platform, filtered);
    const { id } = await requestSnapshot(deps, subscription.name, ['project']);
    const dies = { ...deps.documents, put: () => Promise.reject(new Error('died')) };
    const signal = new AbortController().signal;
    for (const documents of [dies, deps.documents])
      await runSnapshot({ ...deps, documents }, subscription.name, id, signal).catch(() => undefined);
    const messages = await embedded.platform.queues.receive(subscriptionQueue(subscription.name), 100, 0);
    const events = messages.flatMap(({ body }) => JSON.parse(body) as InformationEvent[]);
    expect(new Set(events.map(({ subject }) => subject))).toEqual(
      new Set(['k2', 'k3'].map((key) => expect.stringContaining(key))),
    );
    expect(events[0]).toMatchObject({ type: 'tributary.information.project.snapshot', snapshot: id });
    expect(new Set(events.map((event) => event.id)).size).toBe(2);
    expect(messages[0]?.attributes).toMatchObject({ change: 'snapshot', entity: 'project', stream: 's2' });
  });
});
