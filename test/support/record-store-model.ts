import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { StreamScope } from '../../core/run.ts';
import type { Applied, RecordStore, RecordWrite } from '../../platform/ports.ts';

/** Keys that differ only in case or form, that are empty or hold odd characters, and whose order is not that of UTF-16. */
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

/** A write, and what it was decided on: what is stored when it is applied, or a revision whatever is stored. */
export type DrawnWrite = Omit<RecordWrite, 'basedOn'> & { readonly basis: 'stored' | 'nothing' | string };

const revision = fc.integer({ min: 1, max: 12 }).map((number) => `r${String(number).padStart(2, '0')}`);
const drawnWrite: fc.Arbitrary<DrawnWrite> = fc
  .record({
    key,
    revision,
    rawDigest: fc.string({ maxLength: 4 }),
    outcome: fc.constantFrom('created', 'updated', 'filtered'),
    entities: fc.option(fc.array(entity, { maxLength: 2 }), { nil: undefined }),
    basis: fc.oneof(
      { weight: 8, arbitrary: fc.constant('stored') },
      { weight: 1, arbitrary: fc.constant('nothing') },
      { weight: 1, arbitrary: revision },
    ),
  })
  .map(({ entities, ...rest }) => (entities ? { ...rest, entities } : rest));

/** Batches in which revisions go up and down, and some writes are decided on what is not stored. */
export const drawnBatches: fc.Arbitrary<DrawnWrite[][]> = fc.array(fc.array(drawnWrite, { maxLength: 12 }), {
  maxLength: 8,
});

/** Batches whose revisions only grow, with all their entities, and the same batches twice in any order. */
export const shuffledBatches: fc.Arbitrary<[DrawnWrite[][], DrawnWrite[][]]> = fc
  .array(fc.array(drawnWrite, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 })
  .map((list) =>
    list.map((writes, run) =>
      writes.map((write, index) => ({
        ...write,
        basis: 'stored',
        entities: write.entities ?? [],
        revision: `r${run}.${index}`,
      })),
    ),
  )
  .chain((list) => {
    const twice = [...list, ...list];
    const shuffled = fc.shuffledSubarray(twice, { minLength: twice.length, maxLength: twice.length });
    return fc.tuple(fc.constant(list), shuffled);
  });

type ModelRecord = Omit<RecordWrite, 'basedOn' | 'entities'> & Required<Pick<RecordWrite, 'entities'>>;

/** What a record store holds, as simply as it can be said. */
export type RecordModel = Map<string, ModelRecord>;

/** The port in eight lines: applies the writes to the model, and gives them as the store gets them with what becomes of each. */
export function applyToModel(
  model: RecordModel,
  drawn: readonly DrawnWrite[],
): { readonly writes: readonly RecordWrite[]; readonly applied: readonly Applied[] } {
  const applied: Applied[] = [];
  const writes = drawn.map(({ basis, entities, ...write }): RecordWrite => {
    const known = model.get(write.key);
    const basedOn = basis === 'stored' ? known?.revision : basis === 'nothing' ? undefined : basis;
    if (known && write.revision <= known.revision) applied.push('superseded');
    else if (basedOn !== known?.revision) applied.push('moved');
    else {
      applied.push('written');
      model.set(write.key, { ...write, entities: entities ?? known?.entities ?? [] });
    }
    return { ...write, ...(entities && { entities }), ...(basedOn !== undefined && { basedOn }) };
  });
  return { writes, applied };
}

const byKey = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** That every way of reading the store gives what the model holds. */
export async function expectAsModel(records: RecordStore, scope: StreamScope, model: RecordModel): Promise<void> {
  const all = [...model.values()].sort((a, b) => byKey(a.key, b.key));
  expect(
    await records.lookup(
      scope,
      all.map((record) => record.key),
    ),
  ).toEqual(
    all.map(({ revision, rawDigest, outcome, entities }) => ({
      revision,
      rawDigest,
      outcome,
      entities: entities.map(({ entity, id, digest }) => ({ entity, id, digest })),
    })),
  );
  const full = all.filter(({ entities }) => entities.length > 0);
  const scanned = await records.scan(scope, undefined, 1000);
  expect(scanned).toEqual(full.map(({ key, revision, entities }) => ({ ...scope, key, revision, entities })));
  const streams = await records.streams(scope.tenant);
  expect(streams.reduce((sum, { records }) => sum + records, 0)).toBe(full.length);
  for (const value of ['1', '2', '3']) {
    const having = full.filter(({ entities }) =>
      entities.some(({ identifiers }) => identifiers.some((i) => i.scheme === 'vat' && i.value === value)),
    );
    const found = await records.byIdentifier(scope.tenant, { scheme: 'vat', value });
    expect(found.map((record) => record.key)).toEqual(having.map((record) => record.key));
  }
}
