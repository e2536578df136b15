import { centsText, scaledText } from '../../common/amounts.ts';
import { exact } from '../exact.ts';
import type { Row } from '../model.ts';
import { type Making, recentDay, some } from './sources.ts';

const notes = [
  'Montert dører, 2. etg.',
  'Ryddet byggeplass',
  '',
  'Møte med byggherre',
  'Støpt såle – ventet på betong',
] as const;

/** Hours are texts here, as they were typed into the old form. */
export function timeEntryRow(making: Making): Row {
  const { random } = making;
  const hours = random.integer(1, 40) * 25;
  return {
    employeeId: some(making, 'employees').id,
    date: recentDay(making),
    projectId: random.chance(0.9) ? some(making, 'projects').id : null,
    activityId: some(making, 'activities').id,
    hours: scaledText(hours, 2),
    invoiceableHours: random.chance(0.7) ? scaledText(hours, 2) : '0.00',
    hourlyRate: random.chance(0.2) ? null : exact(scaledText(random.integer(650_000_000, 1_450_000_000), 6)),
    currency: 'NOK',
    comment: random.pick(notes),
    status: random.pick(['OPEN', 'SUBMITTED', 'APPROVED', 'APPROVED', 'REJECTED', 'INVOICED']),
  };
}

type Expense = readonly [category: string, account: string, vatRate: number];
const expenses: readonly [Expense, ...Expense[]] = [
  ['Bompenger', '7140', 0],
  ['Kjøring, egen bil', '7100', 0],
  ['Overnatting', '7140', 1200],
  ['Småverktøy', '6540', 2500],
];

export function expenseRow(making: Making): Row {
  const { random, index } = making;
  const [category, account, vatRate] = random.pick(expenses);
  const amount = random.integer(2_000, 900_000);
  const isDriving = category === 'Kjøring, egen bil';
  return {
    claimNumber: String(30_001 + Math.floor(index / 3)),
    employeeId: some(making, 'employees').id,
    date: recentDay(making),
    category,
    description: random.pick(['', 'Befaring Åsheim', 'Innkjøp på vei til byggeplass']),
    quantity: isDriving ? exact(scaledText(random.integer(5, 4000), 1)) : null,
    unit: isDriving ? 'km' : '',
    amount: exact(centsText(amount)),
    vatAmount: exact(centsText(Math.round((amount * vatRate) / (10_000 + vatRate)))),
    currency: 'NOK',
    projectId: random.chance(0.8) ? some(making, 'projects').id : null,
    activityId: some(making, 'activities').id,
    account,
    paidBy: random.pick(['EMPLOYEE', 'EMPLOYEE', 'COMPANY_CARD']),
    invoiceable: random.chance(0.5),
    status: random.pick(['OPEN', 'SUBMITTED', 'APPROVED', 'REIMBURSED', 'REJECTED']),
  };
}
