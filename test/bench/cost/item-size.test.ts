import { expect, test } from '@jest/globals';
import { itemSize, readUnits, writeUnits } from '../../../bench/cost/item-size.ts';

test.each<[string, Readonly<Record<string, unknown>>, number]>([
  ['names and texts in UTF-8', { pk: 'å', sk: 'b' }, 2 + 2 + 2 + 1],
  ['numbers by their digits', { n: 12345 }, 1 + 4],
  ['bytes, true and null', { b: new Uint8Array(7), t: true, z: null }, 1 + 7 + 1 + 1 + 1 + 1],
  [
    'lists and maps with three bytes each, and one per element',
    { l: ['ab'], m: { k: 'v' } },
    1 + 3 + 1 + 2 + 1 + 3 + 1 + 2,
  ],
])('%s', (_case, item, bytes) => {
  expect(itemSize(item)).toBe(bytes);
});

test('units are whole, and at least one', () => {
  expect([0, 1, 1024, 1025].map(writeUnits)).toEqual([1, 1, 1, 2]);
  expect([0, 4096, 4097].map(readUnits)).toEqual([1, 1, 2]);
});
