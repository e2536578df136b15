import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isGln, isGtin, isIban, normaliseIdentifier } from '../../core/identifiers.ts';

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
    ['gtin', '7 300009 00000 5', '07300009000005'],
    ['gtin', '0036000291452', '00036000291452'],
    ['gtin', '036000291452', '00036000291452'],
    ['gtin', '9638-5074', '00000096385074'],
    ['gtin', '7300009000001', '7300009000001'],
    ['sscc', '3 7000009 000000001 2', '370000090000000012'],
    ['invoice-no', 'NO 987 654 325 MVA: inv-20771 ', 'NO987654325:INV-20771'],
    ['invoice-no', 'NO987654325:0020771', 'NO987654325:20771'],
    ['invoice-no', '000', '0'],
    ['supplier-item-no', 'se556677-889901:b-12 80', 'SE556677889901:B-1280'],
    ['manufacturer-item-no', 'Bulten:12:80', 'BULTEN:12:80'],
    ['project-no', ' p-1042', 'P-1042'],
    ['project-no', '0001042', '1042'],
    ['employee-no', '0', '0'],
    ['email', ' Kari.Nordmann@Fjordbygg.example', 'kari.nordmann@fjordbygg.example'],
    ['end-to-end-id', 'nvk-2025 000881', 'NVK-2025000881'],
    ['tracking-no', 'LX 123 456 785 NO', 'LX123456785NO'],
  ])('%s %s', (scheme, value, expected) => {
    expect(normaliseIdentifier({ scheme, value })).toEqual({ scheme: scheme.trim().toLowerCase(), value: expected });
  });

  test('twice is as once, whatever comes', () => {
    const registers = ['vat', 'se-orgno', 'no-orgno', 'dk-orgno', 'fi-orgno', 'de-orgno', 'gln', 'iban', 'other'];
    const numbers = ['gtin', 'sscc', 'invoice-no', 'supplier-item-no', 'project-no', 'email', 'end-to-end-id'];
    const schemes = [...registers, ...numbers];
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

  test('GTIN', () => {
    expect(isGtin('96385074')).toBe(true);
    expect(isGtin('036000291452')).toBe(true);
    expect(isGtin('7300009000005')).toBe(true);
    expect(isGtin('7300009000001')).toBe(false);
    expect(isGtin('0000000000')).toBe(false);
  });

  test('IBAN', () => {
    expect(isIban('GB82WEST12345698765432')).toBe(true);
    expect(isIban('GB83WEST12345698765432')).toBe(false);
    expect(isIban('GB82')).toBe(false);
  });
});
