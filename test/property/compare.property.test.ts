import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Discrepancy } from '../../transformer/compare/discrepancy.ts';
import { type Compared, openTwoConnections } from '../support/two-connections.ts';

type Numbers = { readonly orgno: boolean; readonly vat: boolean; readonly gln: boolean };
type Copy = { readonly numbers: Numbers; readonly city: string; readonly phone: string; readonly key: number };
/** One business, as each connection has it, or does not. */
type Business = { readonly left: Copy | undefined; readonly right: Copy | undefined };

const copy: fc.Arbitrary<Copy> = fc.record({
  numbers: fc.record({ orgno: fc.boolean(), vat: fc.boolean(), gln: fc.boolean() }),
  city: fc.constantFrom('Bergen', 'Oslo'),
  phone: fc.constantFrom('+47 55 30 10 10', '0047 5530-1010', '+47 22 00 00 00'),
  key: fc.nat(1_000_000),
});
const businesses = fc.array(
  fc.record({ left: fc.option(copy, { nil: undefined }), right: fc.option(copy, { nil: undefined }) }),
  { minLength: 1, maxLength: 25 },
);

const orgnoOf = (n: number): string => String(900_000_000 + n);

function bodyOf(n: number, { numbers, city, phone }: Copy): object {
  return {
    name: `Business ${n}`,
    address: { city },
    contact: { phone },
    identifiers: [
      ...(numbers.gln ? [{ scheme: 'gln', value: `gln-${n}` }] : []),
      ...(numbers.vat ? [{ scheme: 'vat', value: `NO ${orgnoOf(n)} MVA` }] : []),
      ...(numbers.orgno ? [{ scheme: 'no-orgno', value: orgnoOf(n) }] : []),
    ],
  };
}

/** What a comparison must say of a business, by its definition: no index, no hash, no order. */
function expected(n: number, { left, right }: Business): readonly string[] {
  const has = (of: Copy | undefined): boolean =>
    of !== undefined && (of.numbers.orgno || of.numbers.vat || of.numbers.gln);
  // A VAT number holds the organisation number here.
  const registered = (of: Copy): boolean => of.numbers.orgno || of.numbers.vat;
  const meets = left && right && ((registered(left) && registered(right)) || (left.numbers.gln && right.numbers.gln));
  const single = (of: Copy | undefined, side: string): readonly string[] =>
    of === undefined ? [] : [has(of) ? `${side} ${n}` : `unmatchable ${side} ${n}`];
  if (!meets) return [...single(left, 'left'), ...single(right, 'right')];
  const digits = (of: Copy): string => of.phone.replaceAll(/\D/g, '').replace(/^0047/, '47');
  const fields = [
    ...(left.city === right.city ? [] : ['address.city']),
    ...(digits(left) === digits(right) ? [] : ['contact.phone']),
  ];
  return fields.length === 0 ? [] : [`differing ${n} ${fields.join(' ')}`];
}

const numberIn = (label: string): string => label.replace('Business ', '');

function said(found: Discrepancy): string {
  switch (found.kind) {
    case 'differing':
      return `differing ${numberIn(found.left[0]?.label ?? '')} ${found.fields.map(({ field }) => field).join(' ')}`;
    case 'left':
    case 'right':
      return `${found.kind} ${numberIn(found.records[0]?.label ?? '')}`;
    case 'ambiguous':
      return `ambiguous ${found.matchedBy}`;
    case 'unmatchable':
      return `unmatchable ${found.side} ${numberIn(found.record.label)}`;
  }
}

async function compared(drawn: readonly Business[], swapped: boolean): Promise<Compared> {
  const both = openTwoConnections();
  try {
    for (const side of ['left', 'right'] as const) {
      const bodies = drawn.flatMap((business, n): (readonly [string, object])[] => {
        const own = business[side];
        return own ? [[`${own.key}-${n}`, bodyOf(n, own)]] : [];
      });
      await both.putMany((side === 'left') !== swapped ? 'l' : 'r', 'party', bodies);
    }
    return await both.compare('party');
  } finally {
    both.close();
  }
}

const mirrored = (text: string): string =>
  text.replaceAll(/left|right/g, (side) => (side === 'left' ? 'right' : 'left'));

describe('comparing two connections', () => {
  test('says what the definition says of each business, whatever the order of keys and whichever side is left', async () => {
    const property = fc.asyncProperty(businesses, async (drawn) => {
      const { found, summary } = await compared(drawn, false);
      const wanted = drawn.flatMap((business, n) => expected(n, business));
      expect(found.map(said).sort()).toEqual([...wanted].sort());
      const { differing, onlyLeft, onlyRight, unmatchable, ambiguous } = summary;
      expect(differing + onlyLeft + onlyRight + unmatchable.left + unmatchable.right + ambiguous).toBe(wanted.length);
      const other = await compared(drawn, true);
      expect(other.found.map((one) => mirrored(said(one))).sort()).toEqual([...wanted].sort());
    });
    await fc.assert(property, { numRuns: 60 });
  }, 60_000);
});
