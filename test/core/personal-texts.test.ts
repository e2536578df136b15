import { describe, expect, test } from '@jest/globals';
import { personalTexts, textWithout, withBareReferences, withoutTexts } from '../../core/personal-texts.ts';

const anna = {
  name: 'Anna Åberg',
  kind: 'person',
  identifiers: [{ scheme: 'se-orgno', value: '8507014567' }],
  contact: { email: 'anna@example.test', phone: '+46 70 123 45 67' },
  bankAccounts: [{ iban: 'SE4550000000058398257466' }],
  address: { city: 'Umeå', country: 'SE' },
};
const texts = personalTexts([anna]);

describe('texts that name a person', () => {
  test.each([
    ['her name', 'Faktura till anna åberg, maj', true],
    ['her number as a person writes it', 'pnr 850701-4567', true],
    ['her account with blanks', 'SE45 5000 0000 0583 9825 7466', true],
    ['her telephone in brackets', '(+46) 70-123 45 67', true],
    ['her address of mail', 'ANNA@EXAMPLE.TEST', true],
    ['her city', 'Umeå', false],
    ['another with her first name', 'Anna Berg', false],
    ['an amount', '850701.45', false],
  ])('%s', (_what, text, found) => {
    expect(texts.isIn(text)).toBe(found);
  });

  test('are replaced wherever they stand, ids and everything else stay', () => {
    const invoice = {
      number: '7',
      note: 'För Anna Åberg',
      seller: { id: 'Anna Åberg', name: 'Anna Åberg' },
      lines: [{ description: 'skruv' }],
    };
    expect(withoutTexts(invoice, texts)).toEqual({
      ...{ number: '7', note: '[erased]', seller: { id: 'Anna Åberg', name: '[erased]' } },
      lines: [{ description: 'skruv' }],
    });
    const other = { note: 'Skruv' };
    expect(withoutTexts(other, texts)).toBe(other);
  });

  test('are replaced in raw JSON digit for digit, however it writes her letters', () => {
    const text = '{"to":"Anna \\u00c5berg","amount":12345678901234567.10,"ok":true}';
    expect(textWithout(text, texts)).toBe('{"to":"[erased]","amount":12345678901234567.10,"ok":true}');
    expect(textWithout('{"a":1.00}', texts)).toBe('{"a":1.00}');
    expect(textWithout('Anna Åberg, no JSON', texts)).toBe('[erased]');
  });

  test('short texts and single names are not looked for: they are others’, too', () => {
    expect(
      personalTexts([{ name: 'Bo', givenName: 'Bosse', familyName: 'Andersson' }]).isIn('Bosse Andersson, Bo'),
    ).toBe(false);
  });
});

test('what refers to an erased person says no more than its id; articles and projects of that id stay', () => {
  const order = {
    customer: { id: '7', name: 'A', address: { street: 'S' } },
    lines: [{ item: { id: '7', name: 'Bolt' } }],
    seller: { id: '8', name: 'B' },
  };
  expect(withBareReferences(order, (id) => id === '7')).toEqual({
    ...order,
    customer: { id: '7', name: '[erased]' },
  });
  expect(withBareReferences(order, () => false)).toBe(order);
});
