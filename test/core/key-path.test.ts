import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keyPath, nameInPath, pathPart } from '../../core/key-path.ts';

const nasty = fc.array(fc.constantFrom('a', 'b', '/', '%', '2F', '25', '#', '.', 'ø'), { maxLength: 5 });
const name = fc.oneof(
  nasty.map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
);

describe('keys of several names', () => {
  test('usual names stay as they are', () => {
    expect(keyPath('raw', 'acme', 'main-1', 'supplier-invoices', 12)).toBe('raw/acme/main-1/supplier-invoices/12');
  });

  test('two different lists of names never make the same key', () => {
    expect(keyPath('a', 'b/c')).not.toBe(keyPath('a/b', 'c'));
    const lists = fc.array(name, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(lists, lists, (a, b) => {
        expect(keyPath(...a) === keyPath(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 1_000 },
    );
  });

  test('a part gives its name again', () => {
    fc.assert(fc.property(name, (text) => expect(nameInPath(pathPart(text))).toBe(text)));
  });
});
