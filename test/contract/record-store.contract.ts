import { describe, expect, test } from '@jest/globals';
import type { RecordStore } from '../../platform/ports.ts';
import { describeDecisions } from './record-store-decisions.ts';
import { describeForgetting, describeRemoving } from './record-store-removal.ts';
import { entity, parties, vat, write } from './record-writes.ts';
import { forEachTest, type UnderTest } from './under-test.ts';

type Make = () => Promise<UnderTest<{ readonly records: RecordStore }>>;
type With = ReturnType<typeof forEachTest<{ readonly records: RecordStore }>>;

export function recordStoreContract(name: string, makeAdapter: Make): void {
  describe(`record store: ${name}`, () => {
    const withStore = forEachTest(makeAdapter);
    describeWrites(withStore);
    describeRemovals(withStore);
    describeOrder(withStore);
    describeDecisions(withStore);
    describeReads(withStore);
    describeIdentifiers(withStore);
    describeForgetting(withStore);
    describeRemoving(withStore);
  });
}

function describeWrites(withStore: With): void {
  test(
    'looks up in the order of the keys, unknown ones too',
    withStore(async ({ records }) => {
      expect(await records.lookup(parties, ['a'])).toEqual([undefined]);
      expect(await records.apply(parties, 'b1', [write('a', 'r1', [entity('A')]), write('c', 'r1', [])])).toEqual([
        'written',
        'written',
      ]);
      expect(await records.lookup(parties, ['c', 'b', 'a', 'a'])).toEqual([
        { revision: 'r1', rawDigest: 'raw c r1', outcome: 'created', entities: [] },
        undefined,
        ...Array(2).fill({
          revision: 'r1',
          rawDigest: 'raw a r1',
          outcome: 'created',
          entities: [{ entity: 'party', id: 'A', digest: 'digest of A' }],
        }),
      ]);
      expect(await records.lookup(parties, [])).toEqual([]);
      expect(await records.apply(parties, 'b2', [])).toEqual([]);
    }),
  );

  test(
    'without entities only revision, outcome and raw digest move',
    withStore(async ({ records }) => {
      await records.apply(parties, 'b1', [write('a', 'r1', [entity('A')])]);
      expect(await records.apply(parties, 'b2', [write('a', 'r2', undefined, 'r1')])).toEqual(['written']);
      expect((await records.lookup(parties, ['a']))[0]).toEqual({
        revision: 'r2',
        rawDigest: 'raw a r2',
        outcome: 'updated',
        entities: [{ entity: 'party', id: 'A', digest: 'digest of A' }],
      });
      expect(await records.read(parties, 'a')).toEqual({
        ...parties,
        key: 'a',
        revision: 'r2',
        entities: [entity('A')],
      });
      expect(await records.apply(parties, 'b3', [write('new', 'r1')])).toEqual(['written']);
      expect(await records.read(parties, 'new')).toMatchObject({ entities: [] });
    }),
  );
}

function describeRemovals(withStore: With): void {
  test(
    'an empty list of entities removes them and keeps the row',
    withStore(async ({ records }) => {
      await records.apply(parties, 'b1', [
        write('a', 'r1', [entity('A', [vat('DE1')])]),
        write('b', 'r1', [entity('B')]),
      ]);
      await records.apply(parties, 'b2', [write('a', 'r2', [], 'r1')]);
      expect(await records.read(parties, 'a')).toEqual({ ...parties, key: 'a', revision: 'r2', entities: [] });
      expect((await records.scan(parties, undefined, 10)).map(({ key }) => key)).toEqual(['b']);
      expect(await records.byIdentifier('acme', vat('DE1'))).toEqual([]);
      expect(await records.streams('acme')).toEqual([{ ...parties, records: 1 }]);
      await records.apply(parties, 'b3', [write('a', 'r3', [entity('A')], 'r2'), write('b', 'r3', [], 'r1')]);
      expect((await records.scan(parties, undefined, 10)).map(({ key }) => key)).toEqual(['a']);
    }),
  );

  test(
    'scopes do not see each other',
    withStore(async ({ records }) => {
      const others = [
        { ...parties, tenant: 'other' },
        { ...parties, connection: 'second' },
        { ...parties, stream: 'projects' },
      ];
      await records.apply(parties, 'b1', [write('a', 'r5', [entity('A')])]);
      for (const scope of others) {
        expect(await records.lookup(scope, ['a'])).toEqual([undefined]);
        expect(await records.apply(scope, 'b1', [write('a', 'r1', [entity('A2')])])).toEqual(['written']);
      }
      expect((await records.read(parties, 'a'))?.revision).toBe('r5');
      expect((await records.streams('acme')).map(({ connection, stream }) => `${connection}/${stream}`).sort()).toEqual(
        ['main/parties', 'main/projects', 'second/parties'],
      );
    }),
  );
}

function describeOrder(withStore: With): void {
  test(
    'an equal or older revision changes nothing',
    withStore(async ({ records }) => {
      await records.apply(parties, 'b2', [write('a', 'r2', [entity('A')])]);
      const before = await records.lookup(parties, ['a']);
      const late = [
        write('a', 'r1', [entity('OLD', [vat('DE9')])]),
        write('a', 'r2', [], 'r1'),
        write('a', 'r1', [], 'r2'),
        write('b', 'r1', [entity('B')]),
      ];
      expect(await records.apply(parties, 'b1', late)).toEqual(['superseded', 'superseded', 'superseded', 'written']);
      expect(await records.lookup(parties, ['a'])).toEqual(before);
      expect((await records.read(parties, 'a'))?.entities).toEqual([entity('A')]);
      expect(await records.byIdentifier('acme', vat('DE9'))).toEqual([]);
    }),
  );

  test(
    'a key that comes twice in one batch is taken in order',
    withStore(async ({ records }) => {
      const twice = [
        write('a', 'r1', [entity('A1', [vat('DE1')])]),
        write('a', 'r3', undefined, 'r1'),
        write('a', 'r2', [], 'r3'),
        write('b', 'r2', [entity('B2', [vat('DE2')])]),
        write('b', 'r1', [entity('B1')], 'r2'),
        write('c', 'r1', [entity('C1', [vat('DE3')])]),
        write('c', 'r2', [entity('C2')], 'r1'),
      ];
      const [yes, no] = ['written', 'superseded'];
      expect(await records.apply(parties, 'b1', twice)).toEqual([yes, yes, no, yes, no, yes, yes]);
      const stored = await records.scan(parties, undefined, 10);
      expect(stored.map(({ key, revision, entities }) => [key, revision, entities[0]?.id])).toEqual([
        ['a', 'r3', 'A1'],
        ['b', 'r2', 'B2'],
        ['c', 'r2', 'C2'],
      ]);
      expect(await records.byIdentifier('acme', vat('DE3'))).toEqual([]);
      expect(await records.byIdentifier('acme', vat('DE1'))).toHaveLength(1);
      expect(await records.streams('acme')).toEqual([{ ...parties, records: 3 }]);
    }),
  );
}

function describeReads(withStore: With): void {
  test(
    'gives back bodies as they were, with all their entities',
    withStore(async ({ records }) => {
      const body = {
        name: 'Zoë "O\'Brien"\n\u2028',
        amount: '12345678901234567890.10',
        nested: [{ a: null }, 1.5, true],
      };
      const entities = [entity('A', [vat('DE1')], body), { ...entity('B'), entity: 'project' }];
      await records.apply(parties, 'b1', [write('k', 'r1', entities)]);
      expect((await records.read(parties, 'k'))?.entities).toEqual(entities);
      expect(await records.read(parties, 'none')).toBeUndefined();
      expect(await records.read({ ...parties, stream: 'none' }, 'k')).toBeUndefined();
    }),
  );

  test(
    'scans in key order, page by page',
    withStore(async ({ records }) => {
      for (const batch of [1, 2, 3]) {
        const keys = Array.from(
          { length: 10 },
          (_, index) => `k${String((index * 7 + batch * 10) % 30).padStart(2, '0')}`,
        );
        const stored = await records.lookup(parties, keys);
        await records.apply(
          parties,
          `b${batch}`,
          keys.map((key, index) => write(key, `r${batch}`, [entity(key)], stored[index]?.revision)),
        );
      }
      const seen: string[] = [];
      for (let after: string | undefined; ; after = seen.at(-1)) {
        const page = await records.scan(parties, after, 7);
        if (page.length === 0) break;
        expect(page.length).toBeLessThanOrEqual(7);
        for (const { key, entities } of page) expect(entities).toEqual([entity(key)]);
        seen.push(...page.map(({ key }) => key));
      }
      expect(seen).toEqual([...seen].sort());
      expect(await records.streams('acme')).toEqual([{ ...parties, records: seen.length }]);
      expect(await records.scan({ ...parties, stream: 'none' }, undefined, 5)).toEqual([]);
    }),
  );
}

function describeIdentifiers(withStore: With): void {
  test(
    'finds records of all connections by an identifier, and follows its changes',
    withStore(async ({ records }) => {
      const second = { ...parties, connection: 'second' };
      await records.apply(parties, 'b1', [
        write('a', 'r1', [entity('A', [vat('DE1'), { scheme: 'duns', value: '1' }])]),
      ]);
      await records.apply(second, 'b1', [write('z', 'r1', [entity('Z', [vat('DE1')])])]);
      await records.apply({ ...parties, tenant: 'other' }, 'b1', [write('x', 'r1', [entity('X', [vat('DE1')])])]);
      const found = await records.byIdentifier('acme', vat('DE1'));
      expect(found.map(({ tenant, connection, key }) => `${tenant}/${connection}/${key}`)).toEqual([
        'acme/main/a',
        'acme/second/z',
      ]);
      await records.apply(parties, 'b2', [write('a', 'r2', [entity('A', [vat('DE2')])], 'r1')]);
      expect((await records.byIdentifier('acme', vat('DE1'))).map(({ key }) => key)).toEqual(['z']);
      expect(await records.byIdentifier('acme', { scheme: 'duns', value: '1' })).toEqual([]);
      await records.apply(parties, 'b3', [write('a', 'r3', undefined, 'r2')]);
      expect((await records.byIdentifier('acme', vat('DE2')))[0]).toMatchObject({ key: 'a', revision: 'r3' });
    }),
  );

  test(
    'the same identifier twice in a record is one',
    withStore(async ({ records }) => {
      await records.apply(parties, 'b1', [
        write('a', 'r1', [entity('A', [vat('1'), vat('1')]), entity('B', [vat('1')])]),
      ]);
      expect(await records.byIdentifier('acme', vat('1'))).toHaveLength(1);
    }),
  );
}
