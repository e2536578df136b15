import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openDatabase } from '../../platform/embedded/database.ts';
import { embeddedRecordStore } from '../../platform/embedded/record-store.ts';
import type { RecordStore, RecordWrite } from '../../platform/ports.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const newDirectory = temporaryDirectories();
const scope = { tenant: 't', connection: 'c', stream: 's' };

const key = fc.constantFrom(
  'a',
  'A',
  'b',
  "it's",
  'ü',
  'u\u0308',
  '1',
  '',
  ' ',
  '😀',
  '\uffff',
  '"',
  '\\',
  'a\0b',
  'a\0c',
);
const entity = fc.record({
  entity: fc.constantFrom('party', 'project'),
  id: fc.string({ unit: 'binary', maxLength: 5 }),
  digest: fc.string({ maxLength: 5 }),
  body: fc.dictionary(fc.string({ maxLength: 3 }), fc.string({ unit: 'binary' }), { noNullPrototype: true }),
  identifiers: fc.array(fc.record({ scheme: fc.constantFrom('vat', 'duns'), value: fc.constantFrom('1', '2', '3') }), {
    maxLength: 2,
  }),
});
const write: fc.Arbitrary<RecordWrite> = fc
  .record({
    key,
    revision: fc.integer({ min: 1, max: 12 }).map((number) => `r${String(number).padStart(2, '0')}`),
    rawDigest: fc.string({ maxLength: 4 }),
    outcome: fc.constantFrom('created', 'updated', 'filtered'),
    entities: fc.option(fc.array(entity, { maxLength: 2 }), { nil: undefined }),
  })
  .map(({ entities, ...rest }) => (entities ? { ...rest, entities } : rest));
const batches = fc.array(fc.array(write, { maxLength: 12 }), { maxLength: 8 });

type Model = Map<string, Required<RecordWrite>>;

/** The port in five lines. */
function applyToModel(model: Model, { entities, ...write }: RecordWrite): boolean {
  const known = model.get(write.key);
  if (known && write.revision <= known.revision) return false;
  model.set(write.key, { ...write, entities: entities ?? known?.entities ?? [] });
  return true;
}

const byKey = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

async function expectEqual(records: RecordStore, model: Model): Promise<void> {
  const keys = [...model.keys()].sort(byKey);
  expect(await records.lookup(scope, keys)).toEqual(
    keys.map((key) => {
      const { revision, rawDigest, outcome, entities } = model.get(key) as Required<RecordWrite>;
      return {
        revision,
        rawDigest,
        outcome,
        entities: entities.map(({ entity, id, digest }) => ({ entity, id, digest })),
      };
    }),
  );
  const full = keys.filter((key) => model.get(key)?.entities.length !== 0);
  expect((await records.scan(scope, undefined, 1000)).map(({ key, entities }) => [key, entities])).toEqual(
    full.map((key) => [key, model.get(key)?.entities]),
  );
  expect((await records.streams('t')).reduce((sum, { records }) => sum + records, 0)).toBe(full.length);
  for (const value of ['1', '2', '3']) {
    const having = full.filter((key) =>
      model
        .get(key)
        ?.entities.some(({ identifiers }) => identifiers.some((i) => i.scheme === 'vat' && i.value === value)),
    );
    expect((await records.byIdentifier('t', { scheme: 'vat', value })).map(({ key }) => key)).toEqual(having);
  }
}

describe('record store', () => {
  test('is a map in which greater revisions win', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (list) => {
        const db = openDatabase({ file: join(newDirectory(), 'test.db') });
        try {
          const records = embeddedRecordStore(db);
          const model: Model = new Map();
          for (const [index, writes] of list.entries()) {
            const expected = writes.map((write) => applyToModel(model, write));
            expect(await records.apply(scope, `b${index}`, writes)).toEqual(expected);
          }
          await expectEqual(records, model);
          const referenced = [...model.values()].filter(({ entities }) => entities.length > 0).length;
          const [live] = db.all('SELECT coalesce(sum(live), 0) AS live FROM record_body');
          expect(Number(live?.['live'])).toBe(referenced);
        } finally {
          db.close();
        }
      }),
      { numRuns: 150 },
    );
  });

  test('ends the same whatever the order and however often batches come', async () => {
    const inOrder = fc
      .array(fc.array(write, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 })
      .map((list) =>
        list.map((writes, run) =>
          writes.map((write, index) => ({ ...write, entities: write.entities ?? [], revision: `r${run}.${index}` })),
        ),
      );
    const shuffled = inOrder.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2, maxLength: list.length * 2 }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([list, mixed]) => {
        const db = openDatabase({ file: join(newDirectory(), 'test.db') });
        try {
          const records = embeddedRecordStore(db);
          const model: Model = new Map();
          for (const write of list.flat()) applyToModel(model, write);
          for (const [index, writes] of mixed.entries()) await records.apply(scope, `b${index}`, writes);
          await expectEqual(records, model);
        } finally {
          db.close();
        }
      }),
      { numRuns: 60 },
    );
  });
});
