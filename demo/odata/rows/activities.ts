import { centsText } from '../../common/amounts.ts';
import type { Random } from '../../common/random.ts';
import { among, type CreateRow, type RowSources } from './sources.ts';

/** Category 1 work, 2 travel, 3 absence, 4 cost. */
type Kind = readonly [name: string, category: '1' | '2' | '3' | '4', unit: 'H' | 'KM' | 'TAG' | 'ST', price: number];

const kinds: readonly Kind[] = [
  ['Snickeri', '1', 'H', 62_500],
  ['Betongarbete', '1', 'H', 64_000],
  ['Markarbete', '1', 'H', 71_000],
  ['Elarbete', '1', 'H', 73_500],
  ['Arbetsledning', '1', 'H', 89_000],
  ['Projektering', '1', 'H', 115_000],
  ['Övertid 50 %', '1', 'H', 98_000],
  ['Övertid 100 %', '1', 'H', 128_000],
  ['Restid', '2', 'H', 48_000],
  ['Körning egen bil', '2', 'KM', 380],
  ['Semester', '3', 'H', 0],
  ['Sjukdom', '3', 'H', 0],
  ['Föräldraledighet', '3', 'TAG', 0],
  ['Traktamente', '4', 'TAG', 29_000],
  ['Verktyg & maskin', '4', 'ST', 12_500],
];

/** Additional work that a customer ordered in one project. */
function additionalWork(random: Random): Kind {
  return [`ÄTA ${random.integer(1, 60)}`, '1', 'H', random.integer(550, 1200) * 100];
}

/** Activities that hours and costs are booked on: the general ones, then some of single projects. */
export function activityCreator({ rows, nextNumber }: RowSources): CreateRow {
  const projects = rows('Projects');
  return (random, changedAt) => {
    const number = nextNumber('Activities');
    const general = kinds[number - 1];
    const [name, category, unit, price] = general ?? additionalWork(random);
    const isBillable = price > 0;
    return {
      ActivityType: String(100 + number).padStart(6, '0'),
      ActivityTypeName: name,
      ActivityTypeCategory: category,
      ActivityUnit: unit,
      IsBillable: isBillable,
      PriceAmount: isBillable ? centsText(price) : null,
      CostRateAmount: random.chance(0.1) ? null : centsText(Math.round(price * 0.62)),
      Currency: 'SEK',
      GLAccount: category === '4' ? '0058000000' : '0070100000',
      Project: general === undefined ? (among(random, projects)?.['Project'] ?? null) : null,
      IsLocked: random.chance(0.04),
      LastChangeDateTime: changedAt.toISOString(),
    };
  };
}
