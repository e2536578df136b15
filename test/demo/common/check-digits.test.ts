import { expect, test } from '@jest/globals';
import { germanVatDigit, gs1Digit, ibanOf, luhnDigit, modulus11Digit } from '../../../demo/common/check-digits.ts';

test('check digits are as published examples have them', () => {
  expect(luhnDigit('7992739871')).toBe(3);
  expect(modulus11Digit('97476067', [3, 2, 7, 6, 5, 4, 3, 2])).toBe(3);
  expect(ibanOf('DE', '370400440532013000')).toBe('DE89370400440532013000');
  expect(gs1Digit('629104150021')).toBe(3);
  expect(germanVatDigit('13669597')).toBe(6);
});
