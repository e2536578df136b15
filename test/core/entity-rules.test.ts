import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { brokenRule } from '../../core/entity-rules.ts';

const entry = (...lines: readonly object[]): object => ({ number: '1', lines });

describe('a ledger entry', () => {
  test.each([
    ['of equal sides', entry({ debit: '100' }, { credit: '100' })],
    ['of unequal scales', entry({ debit: '0.1' }, { debit: '0.25' }, { credit: '0.35' })],
    ['with amounts below zero', entry({ debit: '-5.5' }, { debit: '15.5' }, { credit: '10' })],
    [
      'with more digits than a number holds',
      entry({ debit: '12345678901234567.01' }, { credit: '12345678901234567.01' }),
    ],
  ])('may stand: %s', (_name, body) => {
    expect(brokenRule('ledger-entry', body)).toBeUndefined();
  });

  test.each([
    ['sums that differ', entry({ debit: '100' }, { credit: '99.99' }), 'debit and credit'],
    [
      'sums that differ far to the right',
      entry({ debit: '0.1' }, { credit: '0.10000000000000001' }),
      'debit and credit',
    ],
    ['both sides in a line', entry({ debit: '1', credit: '1' }), 'lines[0] must have either'],
    ['no side in a line', entry({ debit: '1' }, { credit: '1' }, {}), 'lines[2] must have either'],
  ])('is refused: %s', (_name, body, message) => {
    expect(brokenRule('ledger-entry', body)).toContain(message);
  });

  test('balances whatever the amounts, and no more when one is moved', () => {
    const text = (cents: number): string => {
      const [whole, part] = (Math.abs(cents) / 100).toFixed(2).split('.');
      const decimal = `${whole}.${part}`.replace(/\.?0+$/, '');
      return cents < 0 ? `-${decimal}` : decimal;
    };
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1 }), (cents) => {
        const total = cents.reduce((sum, amount) => sum + amount, 0);
        const debits = cents.map((amount) => ({ debit: text(amount) }));
        expect(brokenRule('ledger-entry', entry(...debits, { credit: text(total) }))).toBeUndefined();
        expect(brokenRule('ledger-entry', entry(...debits, { credit: text(total + 1) }))).toBeDefined();
      }),
    );
  });
});

test('other entities have no such rules', () => {
  expect(brokenRule('party', { name: 'A' })).toBeUndefined();
});
