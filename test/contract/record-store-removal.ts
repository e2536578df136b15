import { expect, test } from '@jest/globals';
import type { RecordStore } from '../../platform/ports.ts';
import { entity, parties, vat, write } from './record-writes.ts';
import type { forEachTest } from './under-test.ts';

type With = ReturnType<typeof forEachTest<{ readonly records: RecordStore }>>;

export function describeForgetting(withStore: With): void {
  test(
    'forgotten digests equal no digest; everything else stays',
    withStore(async ({ records }) => {
      await records.apply(parties, 'b1', [write('a', 'r1', [entity('A')]), write('b', 'r1', [])]);
      expect(await records.forgetDigests(parties)).toBe(2);
      expect(await records.forgetDigests({ ...parties, stream: 'unknown' })).toBe(0);
      const [state, empty] = await records.lookup(parties, ['a', 'b']);
      expect(state).toMatchObject({
        revision: 'r1',
        rawDigest: 'forgotten',
        entities: [{ id: 'A', digest: 'forgotten' }],
      });
      expect(empty).toMatchObject({ revision: 'r1', rawDigest: 'forgotten', entities: [] });
      expect((await records.read(parties, 'a'))?.entities).toEqual([entity('A')]);
    }),
  );
}

export function describeRemoving(withStore: With): void {
  const other = { ...parties, connection: 'other' };

  test(
    'a removed record is as if it had never been; its neighbours stay',
    withStore(async ({ records }) => {
      await records.apply(parties, 'b1', [
        write('a', 'r1', [entity('A', [vat('1')])]),
        write('b', 'r1', [entity('B', [vat('1')])]),
      ]);
      await records.apply(other, 'b2', [write('a', 'r1', [entity('A')])]);
      expect(await records.remove(parties, ['a', 'a', 'unknown'])).toBe(1);
      expect(await records.remove({ ...parties, stream: 'unknown' }, ['a'])).toBe(0);
      expect(await records.lookup(parties, ['a'])).toEqual([undefined]);
      expect((await records.byIdentifier(parties.tenant, vat('1'))).map(({ key }) => key)).toEqual(['b']);
      expect((await records.scan(parties, undefined, 10)).map(({ key }) => key)).toEqual(['b']);
      expect(await records.read(other, 'a')).toBeDefined();
      expect((await records.streams(parties.tenant)).map(({ records: count }) => count)).toEqual([1, 1]);
      expect(await records.apply(parties, 'b3', [write('a', 'r0', [entity('A')])])).toEqual(['written']);
    }),
  );

  test(
    'scrubbing blanks what records no longer say, once; what they say stays',
    withStore(async ({ records }) => {
      const keys = ['a', 'b', 'c', 'd'];
      await records.apply(
        parties,
        'b1',
        keys.map((key) => write(key, 'r1', [entity(key)])),
      );
      await records.apply(parties, 'b2', [{ ...write('a', 'r2', [entity('A2')]), basedOn: 'r1' }]);
      await records.remove(parties, ['b']);
      const later = new Date(Date.now() + 60_000);
      expect(await records.scrub(parties, later)).toEqual({ blanked: 2, left: 0 });
      expect(await records.scrub(parties, later)).toEqual({ blanked: 0, left: 0 });
      expect((await records.scan(parties, undefined, 10)).map((record) => record.entities[0]?.id)).toEqual([
        'A2',
        'c',
        'd',
      ]);
      expect(await records.scrub({ ...parties, stream: 'unknown' }, later)).toEqual({ blanked: 0, left: 0 });
    }),
  );
}
