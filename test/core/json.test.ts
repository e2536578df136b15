import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasLongNumbers, parseKeepingDigits, parseWithDigitStrings, scalarText } from '../../core/json.ts';

const digits = (min: number, max: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((list) => list.join(''));
/** Any number as JSON allows it, short and long. */
const numberText = fc
  .tuple(fc.boolean(), fc.integer({ min: 1, max: 9 }), digits(0, 25), fc.option(digits(1, 25)))
  .map(
    ([minus, first, rest, fraction]) => `${minus ? '-' : ''}${first}${rest}${fraction === null ? '' : `.${fraction}`}`,
  );

/** A decimal text without trailing zeros in its fraction: equal texts are equal numbers. */
const canonical = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
/** Plain JSON numbers may come back in scientific notation, which BigInt-free code compares as numbers. */
const sameNumber = (a: string, b: string): boolean =>
  canonical(a) === canonical(b) || (/e/i.test(a) && Number(a) === Number(b));

describe('parsing without losing digits', () => {
  test('every digit comes back out', () => {
    fc.assert(
      fc.property(numberText, (number) => {
        const text = `{"a":${number},"b":[${number}, 1]}`;
        const again = /"a":([^,]+),/.exec(JSON.stringify(parseKeepingDigits(text)))?.[1] ?? '';
        expect(sameNumber(again, number)).toBe(true);
        const strings = parseWithDigitStrings(text) as { a: unknown; b: unknown[] };
        expect(sameNumber(scalarText(strings.a) ?? '', number)).toBe(true);
        expect(sameNumber(scalarText(strings.b[0]) ?? '', number)).toBe(true);
      }),
    );
  });

  test('is plain parsing for everything else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!hasLongNumbers(text));
        expect(parseKeepingDigits(text)).toEqual(JSON.parse(text));
        expect(parseWithDigitStrings(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('a long number is a text for mappings, digits inside texts are left alone', () => {
    const text =
      '{"id":12345678901234567890,"amount":-1234567890123.4567,"short":1.50,"text":"x: 12345678901234567890"}';
    expect(parseWithDigitStrings(text)).toEqual({
      id: '12345678901234567890',
      amount: '-1234567890123.4567',
      short: 1.5,
      text: 'x: 12345678901234567890',
    });
    expect(JSON.stringify(parseKeepingDigits(text))).toBe(text.replace('1.50', '1.5'));
  });

  test.each([
    '1e400',
    '-1E+400',
    '1e-400',
    '4.9e-330',
    '1.23456789e-320',
    `0.${'0'.repeat(400)}1`,
    '12345678901234567890',
  ])('keeps %s, alone and inside', (number) => {
    expect(JSON.stringify(parseKeepingDigits(number))).toBe(number);
    expect(JSON.stringify(parseKeepingDigits(`{"a":[ ${number}]}`))).toBe(`{"a":[${number}]}`);
    expect(parseWithDigitStrings(number)).toBe(number);
    expect(parseWithDigitStrings(` [${number},1e2]`)).toEqual([number, 100]);
  });

  test.each(['0e400', '-0.0e-400', '0', '1e300', '5e-324'])('%s is a number like any other', (number) => {
    expect(parseKeepingDigits(number)).toBe(Number(number));
    expect(parseWithDigitStrings(number)).toBe(Number(number));
  });

  test.each(['', '{', 'x', '{"a":12345678901234567890'])('refuses %j', (text) => {
    expect(() => parseKeepingDigits(text)).toThrow(SyntaxError);
    expect(() => parseWithDigitStrings(text)).toThrow(SyntaxError);
  });
});

test('a scalar as text', () => {
  expect(['a', 1.5, true].map(scalarText)).toEqual(['a', '1.5', 'true']);
  expect([null, undefined, {}, [1]].map(scalarText)).toEqual([undefined, undefined, undefined, undefined]);
  const [kept] = parseKeepingDigits('[12345678901234567890]') as unknown[];
  expect(scalarText(kept)).toBe('12345678901234567890');
});
