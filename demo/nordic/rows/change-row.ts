import { centsText, scaledText, unscaled } from '../../common/amounts.ts';
import { laterDay } from '../../common/dates.ts';
import type { Random } from '../../common/random.ts';
import { digitsOf, exact } from '../exact.ts';
import type { ResourceName, Row } from '../model.ts';
import { dottedDay } from './sources.ts';

/** An amount that grew by 1 to 5,000, to the cent; a missing one appears. */
function grown(random: Random, amount: unknown): unknown {
  const text = digitsOf(amount);
  const cents = text.includes('.') ? text.replace(/(\.\d\d).*$/, '$1') : `${text}.00`;
  return exact(centsText(unscaled(cents) + random.integer(100, 500_000)));
}

const later = (random: Random, day: unknown): string => {
  const known = /^\d{4}-\d\d-\d\d$/.test(String(day)) && day !== '0000-00-00' ? String(day) : '2026-07-01';
  return laterDay(known, random.integer(1, 40));
};

/** What somebody changes in a row of each resource: always another value than before. */
const changes: Readonly<Record<ResourceName, (random: Random, row: Row) => Row>> = {
  customers: (random, row) => ({
    phone: `+47 9${random.digits(7)}`,
    inactive: random.chance(0.2) ? row['inactive'] !== true : row['inactive'],
    creditLimit: grown(random, row['creditLimit']),
  }),
  suppliers: (random, row) => ({
    contact: { ...(row['contact'] as object), phone: `+47 9${random.digits(7)}` },
    name: `${String(row['name']).slice(0, 60)} (tidl. ${random.digits(3)})`,
  }),
  employees: (random, row) => ({ hourlyCost: grown(random, row['hourlyCost']) }),
  activities: (random, row) => ({ name: `${String(row['name']).slice(0, 60)} ${random.digits(3)}` }),
  articles: (random) => ({ stockQuantity: scaledText(random.integer(1_000_000, 9_000_000), 3) }),
  projects: (random, row) => ({ endDate: later(random, row['endDate']), status: 'ONGOING' }),
  timeEntries: (random) => ({
    hours: scaledText(random.integer(1001, 2400), 2),
    comment: `Rettet ${random.digits(4)}`,
  }),
  expenses: (random, row) => ({ amount: grown(random, row['amount']) }),
  orders: (random, row) => ({ deliveryDate: later(random, row['deliveryDate']) }),
  purchaseOrders: (random, row) => ({ deliveryDate: later(random, row['deliveryDate']) }),
  customerInvoices: (random, row) => ({ remainingAmount: grown(random, row['remainingAmount']), status: 'SENT' }),
  supplierInvoices: (random, row) => ({ dueDate: later(random, row['dueDate']) }),
  payments: (random) => ({ bookedDate: dottedDay(later(random, '')), message: `Rettet ${random.digits(6)}` }),
  deliveries: (random, row) => ({ deliveredDate: later(random, row['deliveredDate']), status: 'DELIVERED' }),
  vouchers: (random) => ({ description: `Rettet ${random.digits(8)}` }),
};

/** The row after somebody worked on it. */
export function changeRow(random: Random, resource: ResourceName, row: Row): Row {
  return { ...row, ...changes[resource](random, row) };
}
