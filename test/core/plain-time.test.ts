import { expect, test } from '@jest/globals';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import fc from 'fast-check';
import { isPlainDate, isPlainTime } from '../../core/plain-time.ts';

const valid = (format: 'date' | 'date-time') =>
  (fullFormats[format] as { validate: (text: string) => boolean }).validate;
const two = (min: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((number) => String(number).padStart(2, '0'));
const date = fc.tuple(two(0, 99), two(0, 99), two(0, 14), two(0, 33)).map(([a, b, m, d]) => `${a}${b}-${m}-${d}`);

test('a plain date is what the format says, and nothing else', () => {
  fc.assert(
    fc.property(fc.oneof(date, fc.string({ maxLength: 12 }), fc.constantFrom('2024-02-29', '1900-02-29')), (text) => {
      expect(isPlainDate(text)).toBe(valid('date')(text));
    }),
  );
});

test('a plain time is a time of the format', () => {
  const time = fc.tuple(date, two(0, 25), two(0, 61), two(0, 61)).map(([day, h, m, s]) => `${day}T${h}:${m}:${s}Z`);
  fc.assert(
    fc.property(fc.oneof(time, fc.string({ maxLength: 22 })), (text) => {
      if (isPlainTime(text)) expect(valid('date-time')(text)).toBe(true);
    }),
  );
  expect(isPlainTime('2026-11-21T08:15:30Z')).toBe(true);
  expect(isPlainTime('2026-11-21T24:15:30Z')).toBe(false);
  expect(isPlainTime('2026-11-21 08:15:30Z')).toBe(false);
});
