import { centsText, scaledText } from '../../common/amounts.ts';
import { dayOf } from '../../common/dates.ts';
import type { Random } from '../../common/random.ts';
import type { Row } from '../edm.ts';
import { placeOf, places } from './places.ts';
import { among, type CreateRow, costCenter, documentNumber, type RowSources } from './sources.ts';

/** Draft, submitted, approved, rejected, reimbursed. */
export const expenseStatuses: readonly [string, ...string[]] = ['1', '2', '3', '4', '5'];

type Kind = readonly [name: string, text: string, account: string, greatest: number];

const kinds: readonly [Kind, ...Kind[]] = [
  ['Milersättning', 'Körning till arbetsplats', '0058100000', 0],
  ['Övernattning', 'Hotell vid etableringen', '0058200000', 260_000],
  ['Parkering', 'Parkering byggeplass', '0058300000', 42_000],
  ['Förbrukning', 'Skruv, handskar & tejp', '0054100000', 95_000],
  ['Representasjon', 'Lunsj med byggherre', '0060700000', 180_000],
];
const perKilometre = 250;

/** What was spent: by the kilometre, or by receipt with tax. */
function spent(random: Random, [, , , greatest]: Kind, taxPercent: number): Row {
  if (greatest === 0) {
    const kilometres = random.integer(4, 620);
    const amount = centsText(kilometres * perKilometre);
    return { ExpenseAmount: amount, TaxAmount: null, Quantity: scaledText(kilometres * 1000, 3), QuantityUnit: 'KM' };
  }
  const gross = random.integer(2_000, greatest);
  const tax = Math.round((gross * taxPercent) / (10_000 + taxPercent));
  const noted = random.chance(0.8) ? centsText(tax) : null;
  return { ExpenseAmount: centsText(gross), TaxAmount: noted, Quantity: null, QuantityUnit: null };
}

/** What people spent, paid by themselves or with the company's card. */
export function expenseCreator({ rows, nextNumber }: RowSources): CreateRow {
  const [persons, projects] = [rows('WorkforcePersons'), rows('Projects')];
  const suppliers = rows('BusinessPartners').filter((row) => row['IsSupplier'] === true);
  const activities = rows('Activities').filter((row) => row['ActivityTypeCategory'] === '4');
  return (random, changedAt) => {
    const kind = random.pick(kinds);
    const [name, text, account] = kind;
    const place = placeOf(random.pick(places).country);
    const project = random.chance(0.7) ? among(random, projects) : undefined;
    const byCard = kind[3] > 0 && random.chance(0.35);
    return {
      Expense: documentNumber(0, nextNumber('Expenses')),
      ExpenseDate: dayOf(changedAt, -random.integer(0, 40)),
      WorkforcePerson: among(random, persons)?.['WorkforcePerson'] ?? '00000000',
      ExpenseTypeName: name,
      ExpenseText: random.chance(0.2) ? null : text,
      Currency: place.currency,
      ...spent(random, kind, place.taxes[0][1]),
      ActivityType: random.chance(0.4) ? (among(random, activities)?.['ActivityType'] ?? null) : null,
      Project: project?.['Project'] ?? null,
      CostCenter: project === undefined ? costCenter(random) : null,
      GLAccount: account,
      Supplier: byCard && random.chance(0.3) ? (among(random, suppliers)?.['BusinessPartner'] ?? null) : null,
      PaymentSource: byCard ? 'C' : 'P',
      IsBillable: project !== undefined && random.chance(0.4),
      ApprovalStatus: random.pick(['3', '3', '5', '5', '2', '1', '4']),
      LastChangeDateTime: changedAt.toISOString(),
    };
  };
}
