import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, digest, digestOf } from '../../core/digest.ts';

describe('digest', () => {
  test('is 22 characters of base64url, the same for text and its bytes', () => {
    expect(digest('åäö')).toMatch(/^[\w-]{22}$/);
    expect(digest('åäö')).toBe(digest(new TextEncoder().encode('åäö')));
  });

  test('of parts tells apart what only joins to the same text', () => {
    expect(digestOf('a', 'bc')).not.toBe(digestOf('ab', 'c'));
    expect(digestOf('1')).not.toBe(digestOf(1));
  });
});

describe('canonicalJson', () => {
  test('sorts keys at every depth and drops what is undefined', () => {
    expect(canonicalJson({ b: [{ d: 1, c: undefined, a: null }], a: 'x' })).toBe('{"a":"x","b":[{"a":null,"d":1}]}');
    expect(canonicalJson([undefined, 1])).toBe('[null,1]');
  });

  test('is JSON of the same value, whatever the order of the keys', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (value === null || typeof value !== 'object') return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, item]) => [key, reversed(item)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
