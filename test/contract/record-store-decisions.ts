import { expect, test } from '@jest/globals';
import type { RecordStore } from '../../platform/ports.ts';
import { entity, parties, vat, write } from './record-writes.ts';
import type { forEachTest } from './under-test.ts';

type With = ReturnType<typeof forEachTest<{ readonly records: RecordStore }>>;

/** Of the record store's contract: writes count only where they were decided on what is stored. */
export function describeDecisions(withStore: With): void {
  test(
    'a newer write decided on another revision than the stored one is moved, and changes nothing',
    withStore(async ({ records }) => {
      await records.apply(parties, 'b1', [write('a', 'r2', [entity('A', [vat('DE1')])])]);
      const before = await records.lookup(parties, ['a', 'none']);
      const moved = [
        write('a', 'r5', [entity('NEW', [vat('DE9')])]),
        write('a', 'r5', [entity('NEW', [vat('DE9')])], 'r1'),
        write('a', 'r5', undefined, 'r1'),
        write('a', 'r5', [], 'r3'),
        write('a', 'r6', [], 'r5'),
        write('none', 'r5', [entity('NEW')], 'r1'),
        write('none', 'r5', undefined, 'r1'),
      ];
      expect(await records.apply(parties, 'b2', moved)).toEqual(moved.map(() => 'moved'));
      expect(await records.lookup(parties, ['a', 'none'])).toEqual(before);
      expect((await records.read(parties, 'a'))?.entities).toEqual([entity('A', [vat('DE1')])]);
      expect(await records.read(parties, 'none')).toBeUndefined();
      expect(await records.byIdentifier('acme', vat('DE9'))).toEqual([]);
      expect(await records.byIdentifier('acme', vat('DE1'))).toHaveLength(1);
      expect(await records.streams('acme')).toEqual([{ ...parties, records: 1 }]);
      expect(await records.apply(parties, 'b3', [write('a', 'r5', [], 'r2')])).toEqual(['written']);
    }),
  );

  test(
    'the same batch again is superseded and changes nothing, also where only a part of it was stored',
    withStore(async ({ records }) => {
      const batch = [
        write('a', 'r1', [entity('A', [vat('DE1')])]),
        write('b', 'r1', [entity('B')]),
        write('a', 'r2', [entity('A2', [vat('DE2')])], 'r1'),
        write('c', 'r1'),
      ];
      expect(await records.apply(parties, 'b1', batch.slice(0, 1))).toEqual(['written']);
      expect(await records.apply(parties, 'b1', batch)).toEqual(['superseded', 'written', 'written', 'written']);
      const before = await records.scan(parties, undefined, 10);
      expect(before.map(({ key, entities }) => [key, entities[0]?.id])).toEqual([
        ['a', 'A2'],
        ['b', 'B'],
      ]);
      expect(await records.apply(parties, 'b1', batch)).toEqual(batch.map(() => 'superseded'));
      expect(await records.scan(parties, undefined, 10)).toEqual(before);
      expect(await records.byIdentifier('acme', vat('DE1'))).toEqual([]);
      expect(await records.byIdentifier('acme', vat('DE2'))).toHaveLength(1);
    }),
  );

  test(
    'of concurrent writes of a key exactly one is written',
    withStore(async ({ records }) => {
      const keys = Array.from({ length: 10 }, (_, n) => `k${n}`);
      for (const [round, basedOn] of [undefined, 'r1'].entries()) {
        const revision = `r${round + 1}`;
        const results = await Promise.all(
          Array.from({ length: 4 }, (_, writer) =>
            records.apply(
              parties,
              `b${writer}`,
              keys.map((key) => write(key, revision, [entity(`${key} by ${writer}`)], basedOn)),
            ),
          ),
        );
        for (const [index, key] of keys.entries()) {
          const outcomes = results.map((applied) => applied[index]);
          expect([...outcomes].sort()).toEqual(['superseded', 'superseded', 'superseded', 'written']);
          const [stored] = (await records.read(parties, key))?.entities ?? [];
          expect(stored).toEqual(entity(`${key} by ${outcomes.indexOf('written')}`));
        }
      }
    }),
  );

  test(
    'of concurrent writes of different revisions the newest is stored or told to decide anew',
    withStore(async ({ records }) => {
      const revisions = ['r1', 'r2', 'r3', 'r4'];
      const results = await Promise.all(
        revisions.map((revision) => records.apply(parties, revision, [write('a', revision, [entity(revision)])])),
      );
      const written = revisions.filter((_revision, index) => results[index]?.[0] === 'written');
      expect(written).toHaveLength(1);
      const [first = ''] = written;
      expect(results.flat()).toEqual(
        revisions.map((revision) => (revision === first ? 'written' : revision < first ? 'superseded' : 'moved')),
      );
      expect((await records.read(parties, 'a'))?.entities).toEqual([entity(first)]);
    }),
  );
}
