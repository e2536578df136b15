import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isGln, isIban, normaliseIdentifier } from '../../core/identifiers.ts';

describe('normaliseIdentifier', () => {
  test.each([
    ['vat', 'NO 987 654 325 MVA', 'NO987654325'],
    ['vat', 'no987654325mva', 'NO987654325'],
    ['vat', 'se556677-889901', 'SE556677889901'],
    ['vat', 'DE 123.456.789', 'DE123456789'],
    ['VAT ', ' DK 12 34 56 78 ', 'DK12345678'],
    ['se-orgno', '556677-8899', '5566778899'],
    ['se-orgno', ' 16 556677-8899 ', '5566778899'],
    ['se-orgno', '55667788', '55667788'],
    ['se-orgno', 'okänt', 'OKÄNT'],
    ['no-orgno', '987.654.325', '987654325'],
    ['dk-orgno', '12 34 56 78', '12345678'],
    ['fi-orgno', '1234567-8', '12345678'],
    ['de-orgno', 'hrb 12345 B', 'HRB12345B'],
    ['gln', '7 300009 00000 5', '7300009000005'],
    ['gln', '7 300009 00000 1', '7300009000001'],
    ['gln', 'x-7', 'X7'],
    ['iban', 'no93 8601 1117 947', 'NO9386011117947'],
    ['iban', 'no94 8601 1117 947', 'NO94 8601 1117 947'],
    ['customer-number', ' a-1 ', 'A-1'],
  ])('%s %s', (scheme, value, expected) => {
    expect(normaliseIdentifier({ scheme, value })).toEqual({ scheme: scheme.trim().toLowerCase(), value: expected });
  });

  test('twice is as once, whatever comes', () => {
    const schemes = ['vat', 'se-orgno', 'no-orgno', 'dk-orgno', 'fi-orgno', 'de-orgno', 'gln', 'iban', 'other'];
    const value = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^(NO|SE|se|DE)?[ .-]?(\d[ .-]?){0,14}(MVA|mva)?$/),
    );
    fc.assert(
      fc.property(fc.constantFrom(...schemes), value, (scheme, text) => {
        const once = normaliseIdentifier({ scheme, value: text });
        expect(normaliseIdentifier(once)).toEqual(once);
      }),
    );
  });
});

describe('check digits', () => {
  test('GLN', () => {
    expect(isGln('7300009000005')).toBe(true);
    expect(isGln('7300009000001')).toBe(false);
    expect(isGln('73000090000')).toBe(false);
  });

  test('IBAN', () => {
    expect(isIban('GB82WEST12345698765432')).toBe(true);
    expect(isIban('GB83WEST12345698765432')).toBe(false);
    expect(isIban('GB82')).toBe(false);
  });
});
