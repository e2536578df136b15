import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { pack, unpack } from '../../../platform/aws/packed.ts';

describe('packed values', () => {
  test('small ones stay readable', () => {
    const packed = pack('it', { name: 'Zoë' });
    expect(packed).toBe('{"name":"Zoë"}');
    expect(unpack({ value: packed })).toEqual({ name: 'Zoë' });
  });

  test('large ones are compressed', () => {
    const value = { text: 'again and again '.repeat(10_000) };
    const packed = pack('it', value);
    expect(packed.length).toBeLessThan(1_000);
    expect(unpack({ value: packed })).toEqual(value);
  });

  test('the size that counts is that in bytes', () => {
    expect(pack('it', 'ä'.repeat(4_000))).not.toBe(`"${'ä'.repeat(4_000)}"`);
    expect(pack('it', 'a'.repeat(4_000))).toBe(`"${'a'.repeat(4_000)}"`);
  });

  test('what no row can hold is refused by name, with its size', () => {
    const large = { text: randomBytes(500_000).toString('base64') };
    expect(() => pack('Document x', large)).toThrow(/^Document x takes \d+ KB compressed.*at most 380 KB.*smaller/);
  });
});
