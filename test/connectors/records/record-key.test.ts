import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recordKey } from '../../../connectors/records/record-key.ts';
import { parseKeepingDigits } from '../../../core/json.ts';

describe('recordKey', () => {
  test('one field stands as it is', () => {
    expect(recordKey({ id: 'a|b\\c' }, ['id'])).toEqual({ ok: true, key: 'a|b\\c' });
    expect(recordKey({ id: 0 }, ['id'])).toEqual({ ok: true, key: '0' });
    const long = parseKeepingDigits('{"id":12345678901234567890}') as Record<string, unknown>;
    expect(recordKey(long, ['id'])).toEqual({ ok: true, key: '12345678901234567890' });
  });

  test('several are joined, and never run into each other', () => {
    expect(recordKey({ a: '1|2', b: '\\', c: '' }, ['a', 'b', 'c'])).toEqual({ ok: true, key: '1\\|2|\\\\|' });
    const parts = fc.array(fc.string({ unit: fc.constantFrom('|', '\\', 'a') }), { minLength: 2, maxLength: 2 });
    const keyOf = ([a, b]: readonly string[]): unknown => recordKey({ a: `x${a}`, b: `x${b}` }, ['a', 'b']);
    fc.assert(
      fc.property(parts, parts, (left, right) => {
        expect(JSON.stringify(keyOf(left)) === JSON.stringify(keyOf(right))).toBe(
          JSON.stringify(left) === JSON.stringify(right),
        );
      }),
    );
  });

  test.each([
    [{}, 'is absent'],
    [{ id: null }, 'is null'],
    [{ id: '' }, 'is empty'],
    [{ id: [1] }, 'is a list'],
    [{ id: { n: 1 } }, 'is an object'],
  ])('%j: %s', (record, reason) => {
    expect(recordKey(record, ['id'])).toEqual({ ok: false, field: 'id', reason });
  });

  test('only own properties are fields', () => {
    expect(recordKey({}, ['constructor'])).toMatchObject({ ok: false, reason: 'is absent' });
  });

  test('a key of several empty texts is none', () => {
    expect(recordKey({ a: '', b: '' }, ['a', 'b'])).toEqual({ ok: false, field: 'a, b', reason: 'is empty' });
  });
});
