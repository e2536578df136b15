import { describe, expect, test } from '@jest/globals';
import { createRandom } from '../../../../demo/common/random.ts';
import { companyNumbers, iban } from '../../../../demo/odata/rows/identifiers.ts';
import { placeOf } from '../../../../demo/odata/rows/places.ts';

describe('identifiers', () => {
  test('are written in several ways that mean the same', () => {
    const random = createRandom(7);
    const written = Array.from({ length: 60 }, () => companyNumbers(random, placeOf('SE')));
    expect(new Set(written.map(({ organization }) => organization.replace(/\d/g, '9'))).size).toBeGreaterThan(2);
    for (const { organization, vat } of written) {
      const digits = organization.replace(/\D/g, '');
      expect(digits).toMatch(/^556\d{7}$/);
      expect(vat.replace(/[^a-z\d]/gi, '').toUpperCase()).toBe(`SE${digits}01`);
    }
  });

  test.each(['SE', 'NO', 'DE', 'DK', 'FI'])('an account in %s has the length of that country', (country) => {
    const lengths = { SE: 24, NO: 15, DE: 22, DK: 18, FI: 18 } as Readonly<Record<string, number>>;
    expect(iban(createRandom(1), placeOf(country)).replaceAll(' ', '').length).toBe(lengths[country]);
  });
});
