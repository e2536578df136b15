import { describe, expect, test } from '@jest/globals';
import { keyHash, keySet } from '../../core/key-set.ts';

const keys = (count: number, name: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => name(index));

describe('keySet', () => {
  test('says of each key whether it was there, while it grows', () => {
    const set = keySet();
    const all = keys(20_000, (index) => `P-${index}`);
    expect(all.filter((key) => !set.add(key))).toEqual([]);
    expect(all.filter((key) => set.add(key))).toEqual([]);
    expect(set.size).toBe(20_000);
  });

  test('tells keys apart that differ little', () => {
    const set = keySet();
    const alike = ['', ' ', 'a', 'A', 'ab', 'ba', 'a\u0000', '\u0000a', 'ü', 'u\u0308', '1', '01', '1|2', '12|', '😀'];
    for (const key of alike) expect(set.add(key)).toBe(true);
    expect(set.size).toBe(alike.length);
  });

  test.each([
    ['numbers', (index: number) => String(index)],
    ['padded numbers', (index: number) => String(index).padStart(10, '0')],
    ['pairs', (index: number) => `${index % 1000}|${Math.floor(index / 1000)}`],
    ['ids that begin alike', (index: number) => `5f3e0000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`],
  ])('100,000 %s have 100,000 hashes', (_what, name) => {
    expect(new Set(keys(100_000, name).map(keyHash)).size).toBe(100_000);
  });

  test('goes on from the hashes that another gave', () => {
    const first = keySet();
    for (const key of keys(5_000, String)) first.add(key);
    const second = keySet(first.hashes());
    expect(second.size).toBe(5_000);
    expect(keys(5_000, String).filter((key) => second.add(key))).toEqual([]);
    expect(second.add('new')).toBe(true);
    expect(keySet().hashes()).toHaveLength(0);
  });
});
