import { describe, expect, test } from '@jest/globals';
import type { Blobs } from '../../platform/ports.ts';
import { forEachTest, type UnderTest } from './under-test.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (content: Uint8Array | undefined): string | undefined => content && Buffer.from(content).toString();

/** What every Blobs adapter promises. */
export function blobsContract(name: string, makeAdapter: () => Promise<UnderTest<{ readonly blobs: Blobs }>>): void {
  const run = forEachTest(makeAdapter);
  const listed = async (blobs: Blobs, prefix: string): Promise<string[]> => {
    const keys: string[] = [];
    for await (const key of blobs.list(prefix)) keys.push(key);
    return keys.sort();
  };

  describe(`${name}: Blobs`, () => {
    test(
      'gives back what was put, byte for byte; the same key again replaces it',
      run(async ({ blobs }) => {
        const every = Uint8Array.from({ length: 256 }, (_, index) => index);
        await blobs.put('acme/raw/1', every);
        expect(Buffer.from((await blobs.get('acme/raw/1')) ?? []).equals(every)).toBe(true);
        await blobs.put('acme/raw/1', bytes('shorter'));
        expect(text(await blobs.get('acme/raw/1'))).toBe('shorter');
        await blobs.put('acme/raw/1', bytes(''));
        expect((await blobs.get('acme/raw/1'))?.length).toBe(0);
      }),
    );

    test(
      'what is absent is undefined, and deleting it is no error',
      run(async ({ blobs }) => {
        await blobs.put('a/b', bytes('x'));
        expect(await blobs.get('a')).toBeUndefined();
        expect(await blobs.get('a/b/c')).toBeUndefined();
        await blobs.delete('a/b');
        await blobs.delete('a/b');
        expect(await blobs.get('a/b')).toBeUndefined();
        expect(await listed(blobs, '')).toEqual([]);
      }),
    );

    test(
      'a key may be the beginning of another; keys that differ only in case or odd characters are apart',
      run(async ({ blobs }) => {
        const keys = ['a', 'a/b', 'a.blob/b', 'A', 'ä', 'a\u0308', 'a b?%41&', '%41', '.tmp/x', 'x'.repeat(120)];
        for (const key of keys) await blobs.put(key, bytes(key));
        for (const key of keys) expect(text(await blobs.get(key))).toBe(key);
        expect(await listed(blobs, '')).toEqual([...keys].sort());
      }),
    );

    test(
      'lists by any prefix, also inside a segment',
      run(async ({ blobs }) => {
        for (const key of ['acme/raw/1', 'acme/raw/12', 'acme/rawest', 'acme2/raw/1']) await blobs.put(key, bytes(''));
        expect(await listed(blobs, 'acme/')).toEqual(['acme/raw/1', 'acme/raw/12', 'acme/rawest']);
        expect(await listed(blobs, 'acme/raw')).toEqual(['acme/raw/1', 'acme/raw/12', 'acme/rawest']);
        expect(await listed(blobs, 'acme/raw/1')).toEqual(['acme/raw/1', 'acme/raw/12']);
        expect(await listed(blobs, 'nothing')).toEqual([]);
      }),
    );

    test.each(['', '/a', 'a/', 'a//b', '..', 'a/../b', './a', 'a\0b', 'y'.repeat(2_000)])(
      'refuses the key %j',
      async (key) => {
        await run(async ({ blobs }) => {
          await expect(blobs.put(key, bytes('x'))).rejects.toMatchObject({ name: 'InvalidInput', code: 'key-invalid' });
          await expect(blobs.get(key)).rejects.toMatchObject({ name: 'InvalidInput' });
          await expect(blobs.delete(key)).rejects.toMatchObject({ name: 'InvalidInput' });
        })();
      },
    );

    test(
      'concurrent puts of one key leave one of the contents, whole',
      run(async ({ blobs }) => {
        const contents = Array.from({ length: 8 }, (_, index) => String(index).repeat(100_000));
        await Promise.all(contents.map((content) => blobs.put('a/b', bytes(content))));
        expect(contents).toContain(text(await blobs.get('a/b')));
      }),
    );

    test(
      'puts and deletes of neighbours do not disturb each other',
      run(async ({ blobs }) => {
        const work = Array.from({ length: 20 }, async (_, index) => {
          await blobs.put(`a/b/${index}`, bytes('x'));
          if (index % 2) await blobs.delete(`a/b/${index}`);
        });
        await Promise.all(work);
        expect(await listed(blobs, 'a/b/')).toHaveLength(10);
      }),
    );
  });
}
