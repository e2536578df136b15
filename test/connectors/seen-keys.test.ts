import { beforeEach, describe, expect, test } from '@jest/globals';
import { openSeenKeys, type SeenKeys } from '../../connectors/seen-keys.ts';
import { encodeBatch } from '../../core/raw-batch.ts';
import type { Manifest, Run } from '../../core/run.ts';
import type { Blobs } from '../../platform/ports.ts';

const run = { tenant: 't', connection: 'c', run: 7 } as Run;
const place = 'raw/t/c/s/7/keys';
let contents: Map<string, Uint8Array>;
let read: string[];
const blobs: Blobs = {
  put: async (key, content) => void contents.set(key, content),
  get: async (key) => {
    read.push(key);
    return contents.get(key);
  },
  delete: async (key) => void contents.delete(key),
  list: async function* () {},
};
beforeEach(() => {
  contents = new Map();
  read = [];
});

const rows = (...keys: string[]): { key: string; text: string }[] => keys.map((key) => ({ key, text: '{}' }));

/** Batch n of the run holds the keys `n.0` and `n.1`. */
function declareBatches(from: number, to: number): Manifest[] {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const batch = from + index;
    const { bytes, digest } = encodeBatch(rows(`${batch}.0`, `${batch}.1`));
    const id = `t/c/s/7/${batch}-${digest}`;
    contents.set(`raw/${id}.zst`, bytes);
    return { ...run, stream: 's', batch, id, blob: `raw/${id}.zst` } as unknown as Manifest;
  });
}
const open = (manifests: readonly Manifest[]): Promise<SeenKeys> => openSeenKeys(blobs, run, 's', manifests);

describe('keys that a run has seen', () => {
  test('are told where they come again, in the same batch or a later one', async () => {
    const seen = await open([]);
    expect(seen.touches(rows('a', 'b'))).toBeUndefined();
    expect(seen.touches(rows('c', 'a', 'd', 'c'))).toEqual([1, 3]);
    expect(read).toEqual([]);
  });

  test('are not listed when they are many', async () => {
    const seen = await open([]);
    const keys = Array.from({ length: 51 }, (_, index) => `k${index}`);
    seen.touches(rows(...keys));
    expect(seen.touches(rows(...keys.slice(0, 50)))).toHaveLength(50);
    expect(seen.touches(rows(...keys))).toBe('all');
  });

  test('are read again from the raw batches by the next visit', async () => {
    const seen = await open(declareBatches(1, 3));
    expect(seen.touches(rows('4.0', '2.1', '1.0'))).toEqual([1, 2]);
    expect(read).toHaveLength(3);
  });

  test('are kept where that is cheaper, and only newer batches are read', async () => {
    const first = await open([]);
    const manifests = declareBatches(1, 20);
    for (const { batch } of manifests) first.touches(rows(`${batch}.0`, `${batch}.1`));
    first.declared(manifests);
    await first.keep();
    expect(contents.get(place)).toHaveLength((20 * 2 + 2) * 8);

    const more = declareBatches(21, 22);
    const second = await open([...manifests, ...more]);
    expect(read).toEqual([place, ...more.map(({ blob }) => blob)]);
    expect(second.touches(rows('1.0', '20.1', '22.1', 'new'))).toEqual([0, 1, 2]);
    const before = contents.get(place);
    await second.keep();
    expect(contents.get(place)).toBe(before);
  });

  test('that were kept of other batches are not taken', async () => {
    const first = await open([]);
    const manifests = declareBatches(1, 20);
    first.declared(manifests);
    await first.keep();
    const others = manifests.map((manifest) => ({ ...manifest, id: `${manifest.id}-other` }));
    expect((await open(others)).touches(rows('1.0'))).toEqual([0]);
    contents.set(place, new Uint8Array(7));
    expect((await open(manifests)).touches(rows('1.0'))).toEqual([0]);
  });

  test('count as all where a raw batch cannot be read', async () => {
    const [first, second] = declareBatches(1, 2);
    if (!first || !second) throw new Error('no batches');
    contents.delete(second.blob);
    expect((await open([first, second])).touches(rows('new'))).toBe('all');
    contents.set(second.blob, new Uint8Array([1, 2, 3]));
    expect((await open([first, second])).touches(rows('new'))).toBe('all');
  });
});
