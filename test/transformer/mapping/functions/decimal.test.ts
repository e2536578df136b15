import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal } from '../../../../transformer/mapping/functions/decimal.ts';

test.each([
  [12.5, '12.5'],
  ['0012.500', '12.5'],
  ['+7', '7'],
  ['-0', '0'],
  [-0, '0'],
  ['-0.00', '0'],
  ['0', '0'],
  ['.5', '0.5'],
  ['5.', '5'],
  ['-.050', '-0.05'],
  [' 42 ', '42'],
  ['1e3', '1000'],
  ['1.25E-3', '0.00125'],
  ['-12.5e1', '-125'],
  [1e21, '1000000000000000000000'],
  [5e-7, '0.0000005'],
  ['123456789012345678901234567890.123456789', '123456789012345678901234567890.123456789'],
  ['100', '100'],
  [undefined, undefined],
  [null, undefined],
  ['', undefined],
  ['   ', undefined],
])('%j is %j', (value, expected) => {
  expect(decimal(value)).toBe(expected);
});

test.each([
  'abc',
  '1,5',
  '1.2.3',
  '--1',
  '1e',
  '.',
  '-',
  '0x1F',
  '12 3',
  'NaN',
  'Infinity',
  true,
  {},
  [],
  [1],
  1 / 0,
  0 / 0,
  '1e9999',
])('%j is refused', (value) => {
  expect(() => decimal(value)).toThrow(expect.objectContaining({ code: 'not-a-decimal' }));
});

test('every number keeps its value, in canonical form', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = decimal(value) ?? '';
      expect(Number(text) === value).toBe(true);
      expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
      expect(decimal(text)).toBe(text);
    }),
  );
});
