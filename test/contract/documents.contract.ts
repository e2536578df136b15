import { describe, expect, test } from '@jest/globals';
import type { Document, Documents } from '../../platform/ports.ts';
import { forEachTest, type UnderTest } from './under-test.ts';

const ids = (documents: readonly Document[]): string[] => documents.map(({ id }) => id);

/** What every Documents adapter promises. */
export function documentsContract(
  name: string,
  makeAdapter: () => Promise<UnderTest<{ readonly documents: Documents }>>,
): void {
  const run = forEachTest(makeAdapter);

  describe(`${name}: Documents`, () => {
    test(
      'gives back what was put, with a version that counts its writes',
      run(async ({ documents }) => {
        const value = { name: 'Zoë "O\'Neil" 😀', nested: { list: [1, null, true] }, amount: '1.10' };
        expect(await documents.get('t', 'c', 'x')).toBeUndefined();
        expect(await documents.put('t', 'c', 'x', value)).toBe(true);
        expect(await documents.get('t', 'c', 'x')).toEqual({ id: 'x', value, version: 1 });
        expect(await documents.put('t', 'c', 'x', {})).toBe(true);
        expect(await documents.get('t', 'c', 'x')).toEqual({ id: 'x', value: {}, version: 2 });
      }),
    );

    test(
      'ifVersion: writes only on the version named; 0 means that it must not exist',
      run(async ({ documents }) => {
        expect(await documents.put('t', 'c', 'x', { n: 0 }, 1)).toBe(false);
        expect(await documents.put('t', 'c', 'x', { n: 1 }, 0)).toBe(true);
        expect(await documents.put('t', 'c', 'x', { n: 2 }, 0)).toBe(false);
        expect(await documents.put('t', 'c', 'x', { n: 2 }, 1)).toBe(true);
        expect(await documents.put('t', 'c', 'x', { n: 3 }, 1)).toBe(false);
        expect(await documents.get('t', 'c', 'x')).toEqual({ id: 'x', value: { n: 2 }, version: 2 });
      }),
    );

    test(
      'of many writers that read the same version, exactly one succeeds',
      run(async ({ documents }) => {
        const written = await Promise.all(Array.from({ length: 10 }, (_, n) => documents.put('t', 'c', 'x', { n }, 0)));
        expect(written.filter(Boolean)).toHaveLength(1);
      }),
    );

    test(
      'tenants and collections are apart in every call',
      run(async ({ documents }) => {
        for (const tenant of ['a', 'b']) {
          await documents.put(tenant, 'c', 'x', { tenant });
          await documents.put(tenant, 'd', 'x', { tenant, other: true });
        }
        await documents.put('b', 'c', 'y', {});
        await documents.delete('a', 'c', 'x');
        expect(await documents.get('a', 'c', 'x')).toBeUndefined();
        expect(await documents.get('a', 'd', 'x')).toMatchObject({ value: { tenant: 'a', other: true } });
        expect(await documents.get('b', 'c', 'x')).toMatchObject({ value: { tenant: 'b' } });
        expect(await documents.list('a', 'c')).toEqual([]);
        expect(ids(await documents.list('b', 'c'))).toEqual(['x', 'y']);
        expect(await documents.count('a', 'c')).toBe(0);
        expect(await documents.count('b', 'c')).toBe(2);
        expect(await documents.tenants('c')).toEqual(['b']);
        expect([...(await documents.tenants('d'))].sort()).toEqual(['a', 'b']);
      }),
    );

    test(
      'lists in id order, by prefix, after an id, up to a limit',
      run(async ({ documents }) => {
        for (const id of ['b', 'a:2', 'a:1', 'a%', 'a_x', 'a:10', 'ab', 'ä', 'a'])
          await documents.put('t', 'c', id, {});
        expect(ids(await documents.list('t', 'c'))).toEqual(['a', 'a%', 'a:1', 'a:10', 'a:2', 'a_x', 'ab', 'b', 'ä']);
        expect(ids(await documents.list('t', 'c', { prefix: 'a:' }))).toEqual(['a:1', 'a:10', 'a:2']);
        expect(ids(await documents.list('t', 'c', { prefix: 'a%' }))).toEqual(['a%']);
        expect(ids(await documents.list('t', 'c', { prefix: 'a_' }))).toEqual(['a_x']);
        expect(ids(await documents.list('t', 'c', { prefix: 'a:', after: 'a:1', limit: 1 }))).toEqual(['a:10']);
        expect(ids(await documents.list('t', 'c', { after: 'ab' }))).toEqual(['b', 'ä']);
        expect(await documents.count('t', 'c', 'a:')).toBe(3);
        expect(await documents.count('t', 'c', 'a:1')).toBe(2);
      }),
    );

    test(
      'a deleted document can be created anew; deleting what is absent is no error',
      run(async ({ documents }) => {
        await documents.delete('t', 'c', 'x');
        await documents.put('t', 'c', 'x', {});
        await documents.delete('t', 'c', 'x');
        expect(await documents.put('t', 'c', 'x', { again: true }, 0)).toBe(true);
      }),
    );
  });
}
