import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { noCheckpoint } from '../../core/fault-points.ts';
import type { InformationEvent } from '../../core/generated/information-batch.generated.ts';
import { compileRecordValidator } from '../../core/validate.ts';
import { parseYaml } from '../../core/yaml-source.ts';
import { openDatabase } from '../../platform/embedded/database.ts';
import { embeddedDocuments } from '../../platform/embedded/documents.ts';
import { embeddedRecordStore } from '../../platform/embedded/record-store.ts';
import type { CompiledStream } from '../../transformer/compiled-stream.ts';
import { defaultPolicies } from '../../transformer/drift/classify.ts';
import { validateEntity } from '../../transformer/entities.ts';
import { compileMapping } from '../../transformer/mapping/compile.ts';
import { type BatchWork, type ProcessDeps, processBatch } from '../../transformer/process-batch.ts';
import { type ModelConsumer, modelConsumer } from '../support/consumer.ts';
import { fakeClock } from '../support/fake-clock.ts';

const mapping = compileMapping(
  parseYaml('m.yaml', 'entities:\n  - entity: project\n    when: $not(gone)\n    fields: { number: id, name: name }\n'),
);
if (!mapping.ok) throw new Error(JSON.stringify(mapping.problems));
const stream: CompiledStream = {
  mapping: mapping.value,
  validate: compileRecordValidator({
    type: 'object',
    properties: { id: { type: 'string' }, name: { type: 'string' } },
    required: ['id', 'name'],
  }),
  unknownFields: () => undefined,
  validateEntity,
  drift: defaultPolicies,
  mappingVersion: 1,
};
const scope = { tenant: 't', connection: 'c', stream: 'projects' };

type World = { readonly deps: ProcessDeps; readonly consumer: ModelConsumer; close(): void };

function openWorld(): World {
  const db = openDatabase({ file: ':memory:' });
  const consumer = modelConsumer();
  const deps: ProcessDeps = {
    documents: embeddedDocuments(db),
    records: embeddedRecordStore(db),
    checkpoint: noCheckpoint,
    clock: fakeClock(),
    publish: async (topic, messages) => {
      if (!topic.startsWith('information.')) return;
      for (const message of messages) consumer.take(JSON.parse(message.body) as InformationEvent[]);
    },
  };
  return { deps, consumer, close: () => db.close() };
}

/** A record of one of six keys: present with one of three names, gone, or one that does not validate. */
const record = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  name: fc.constantFrom('x', 'y', 'z', 'gone', 'invalid'),
});
/** Batches in the order of truth, over several runs; in a batch each key stands once, as the engine makes sure. */
const batches = fc
  .array(fc.tuple(fc.boolean(), fc.uniqueArray(record, { selector: ({ key }) => key, minLength: 1, maxLength: 5 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((list) => {
    let run = 1;
    let batch = 0;
    return list.map(([nextRun, records]): BatchWork => {
      [run, batch] = nextRun ? [run + 1, 1] : [run, batch + 1];
      const texts = records.map(({ key, name }) => ({
        id: key,
        ...(name === 'invalid' ? {} : { name }),
        gone: name === 'gone',
      }));
      const id = `${run}/${batch}`;
      return {
        ...scope,
        connector: 'erp',
        run,
        batch,
        batchId: id,
        rawRef: id,
        time: '',
        // What comes in any order comes from the dead letters of runs that have ended.
        touches: 'all',
        records: texts.map((value, index) => ({ key: value.id, text: JSON.stringify(value), index })),
      };
    });
  });
/** The same batches as a queue may deliver them: in any order, some of them again. */
const delivered = batches.chain((list) =>
  fc
    .tuple(
      fc.shuffledSubarray(list, { minLength: list.length }),
      fc.array(fc.nat({ max: list.length - 1 }), { maxLength: 6 }),
    )
    .map(([shuffled, again]) => ({
      list,
      deliveries: [...shuffled, ...again.map((index) => shuffled[index] ?? list[0])].filter(
        (work) => work !== undefined,
      ),
    })),
);

async function stateAfter(
  deliveries: readonly BatchWork[],
): Promise<{ readonly stored: unknown; readonly consumer: ModelConsumer; readonly letters: string[] }> {
  const world = openWorld();
  try {
    const letters: string[] = [];
    for (const work of deliveries) letters.push((await processBatch(world.deps, stream, work)).letters);
    const records = await world.deps.records.scan(scope, undefined, 100);
    const stored = records.map(({ key, entities }) => ({ key, body: entities.map((entity) => entity.body) }));
    return { stored, consumer: world.consumer, letters };
  } finally {
    world.close();
  }
}

const believed = (consumer: ModelConsumer): unknown =>
  [...consumer.state]
    .map(([subject, { digest }]) => ({ subject, digest }))
    .toSorted((a, b) => (a.subject < b.subject ? -1 : 1));

/** Deliveries of which some fail after their events were published and before the store was written; those come again. */
async function stateAfterFailures(
  deliveries: readonly { readonly work: BatchWork; readonly fails: boolean }[],
): Promise<ModelConsumer> {
  const world = openWorld();
  const away = async (): Promise<never> => {
    throw new Error('the store is away');
  };
  try {
    for (const { work, fails } of deliveries) {
      if (!fails) await processBatch(world.deps, stream, work);
      else
        await processBatch({ ...world.deps, records: { ...world.deps.records, apply: away } }, stream, work).catch(
          () => undefined,
        );
    }
    for (const { work } of deliveries.filter(({ fails }) => fails)) await processBatch(world.deps, stream, work);
    return world.consumer;
  } finally {
    world.close();
  }
}

describe('delivery', () => {
  test('a batch that fails between publishing and storing, and is overtaken, leaves no consumer behind', async () => {
    const plans = batches.chain((list) =>
      fc
        .array(fc.boolean(), { minLength: list.length, maxLength: list.length })
        .map((fails) => ({ list, deliveries: list.map((work, index) => ({ work, fails: fails[index] === true })) })),
    );
    await fc.assert(
      fc.asyncProperty(plans, async ({ list, deliveries }) => {
        expect(believed(await stateAfterFailures(deliveries))).toEqual(believed((await stateAfter(list)).consumer));
      }),
      { numRuns: 200 },
    );
  });

  test('the records of this test do reach every kind of outcome', async () => {
    const work = fc.sample(batches, { numRuns: 50, seed: 1 }).map(stateAfter);
    const letters = new Set((await Promise.all(work)).flatMap((result) => [...result.letters.join('')]));
    expect([...letters].sort()).toEqual(['c', 'f', 'n', 'q', 'r', 'u']);
  });

  test('duplicated, delayed and reordered batches leave the same records and the same consumer', async () => {
    await fc.assert(
      fc.asyncProperty(delivered, async ({ list, deliveries }) => {
        const truth = await stateAfter(list);
        const seen = await stateAfter(deliveries);
        expect(seen.stored).toEqual(truth.stored);
        expect(believed(seen.consumer)).toEqual(believed(truth.consumer));
      }),
      { numRuns: 150 },
    );
  });

  test('each record has exactly one outcome, and a second delivery changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (list) => {
        const { letters, consumer, stored } = await stateAfter([...list, ...list]);
        expect(letters.map((text) => text.length)).toEqual([...list, ...list].map((work) => work.records.length));
        const once = await stateAfter(list);
        expect(stored).toEqual(once.stored);
        expect(believed(consumer)).toEqual(believed(once.consumer));
      }),
      { numRuns: 60 },
    );
  });
});
