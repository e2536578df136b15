import { centsText, scaledText } from '../../common/amounts.ts';
import { luhnDigit } from '../../common/check-digits.ts';
import { laterDay } from '../../common/dates.ts';
import { exact } from '../exact.ts';
import type { Row } from '../model.ts';
import { type LineFacts, lineRow, someLines, totalsOf, totalsRow } from './lines.ts';
import { type Making, partyOf, recentDay, some } from './sources.ts';

function linesFor(
  making: Making,
  account: string,
): { readonly projectId: number | null; readonly lines: readonly LineFacts[] } {
  const projectId = making.random.chance(0.8) ? some(making, 'projects').id : null;
  return { projectId, lines: someLines(making, projectId, account) };
}

/** How much of each line is delivered and billed goes with the status. */
function orderLine(status: string): (line: LineFacts, index: number) => Row {
  const done = ['DELIVERED', 'RECEIVED', 'INVOICED'].includes(status);
  return (line, index) => ({
    ...lineRow(line, index),
    deliveredQuantity: exact(scaledText(done ? line.quantity : 0, 3)),
    invoicedQuantity: exact(scaledText(status === 'INVOICED' ? line.quantity : 0, 3)),
  });
}

export function orderRow(making: Making): Row {
  const { random, index } = making;
  const customer = some(making, 'customers');
  const { projectId, lines } = linesFor(making, '3000');
  const orderDate = recentDay(making);
  const status = random.pick(['DRAFT', 'CONFIRMED', 'CONFIRMED', 'DELIVERED', 'INVOICED', 'CANCELLED'] as const);
  return {
    orderNumber: 200_001 + index,
    customer: partyOf(customer),
    orderDate,
    deliveryDate: random.chance(0.2) ? '' : laterDay(orderDate, random.integer(3, 60)),
    currency: 'NOK',
    yourReference: random.pick(['', 'Åse Brønmo', 'Best. 4471-Ø']),
    customerOrderNumber: random.chance(0.5) ? '' : `PO-${random.digits(5)}`,
    projectId,
    salesEmployeeId: some(making, 'employees').id,
    deliveryAddress: { street: 'Kaiveien 4', zipCode: '1606', city: 'Fredrikstad', country: 'NO' },
    paymentTerms: String(customer.row['paymentTerms'] ?? ''),
    remarks: random.pick(['', '', 'Ring sjåføren før levering']),
    ...totalsRow(lines),
    status,
    orderLines: lines.map(orderLine(status)),
  };
}

export function purchaseOrderRow(making: Making): Row {
  const { random, index } = making;
  const { projectId, lines } = linesFor(making, '4000');
  const orderDate = recentDay(making);
  const status = random.pick(['DRAFT', 'SENT', 'SENT', 'RECEIVED', 'INVOICED', 'CANCELLED'] as const);
  return {
    purchaseOrderNumber: 400_001 + index,
    supplier: partyOf(some(making, 'suppliers')),
    orderDate,
    deliveryDate: random.chance(0.2) ? '0000-00-00' : laterDay(orderDate, random.integer(3, 60)),
    currency: 'NOK',
    projectId,
    requestedByEmployeeId: some(making, 'employees').id,
    deliveryAddress: { street: 'Lagerveien 11', zipCode: '3510', city: 'Hønefoss', country: 'NO' },
    remarks: random.pick(['', 'Merkes med prosjektnummer']),
    ...totalsRow(lines),
    status,
    orderLines: lines.map(orderLine(status)),
  };
}

/** The number that a payer quotes: digits and their check digit. */
function kid(random: Making['random']): string {
  const digits = random.digits(9);
  return `${digits}${luhnDigit(digits)}`;
}

/** Amounts of credit notes are negative here. */
export function customerInvoiceRow(making: Making): Row {
  const { random, index } = making;
  const { projectId, lines } = linesFor(making, '3000');
  const invoiceDate = recentDay(making);
  const status = random.pick(['DRAFT', 'SENT', 'SENT', 'PAID', 'CREDITED'] as const);
  const isCredit = random.chance(0.06);
  const signed = isCredit ? lines.map((line) => ({ ...line, quantity: -line.quantity, net: -line.net })) : lines;
  const { net, vat } = totalsOf(signed);
  return {
    invoiceNumber: 100_001 + index,
    creditNote: isCredit,
    customer: partyOf(some(making, 'customers')),
    invoiceDate,
    dueDate: isCredit ? '' : laterDay(invoiceDate, random.pick([14, 30])),
    bookedDate: status === 'DRAFT' ? '0000-00-00' : invoiceDate,
    currency: 'NOK',
    kid: random.chance(0.1) ? '' : kid(random),
    orderNumber: random.chance(0.4) ? null : (some(making, 'orders').row['orderNumber'] ?? null),
    yourReference: random.pick(['', 'Håvard Sæther']),
    projectId,
    ...totalsRow(signed),
    remainingAmount: exact(status === 'PAID' ? '0.00' : centsText(net + vat)),
    status,
    invoiceLines: signed.map(lineRow),
  };
}

export function supplierInvoiceRow(making: Making): Row {
  const { random, index } = making;
  const { lines } = linesFor(making, '4000');
  const supplier = some(making, 'suppliers');
  const invoiceDate = recentDay(making);
  const status = random.pick(['RECEIVED', 'APPROVED', 'BOOKED', 'BOOKED', 'PAID'] as const);
  const isCredit = random.chance(0.05);
  const signed = isCredit ? lines.map((line) => ({ ...line, quantity: -line.quantity, net: -line.net })) : lines;
  const { net, vat } = totalsOf(signed);
  return {
    voucherNumber: `L${60_001 + index}`,
    invoiceNumber: random.pick([random.digits(6), `F-${random.digits(5)}`, `2026/${random.digits(4)}`]),
    creditNote: isCredit,
    supplier: { ...partyOf(supplier), vatNumber: supplier.row['vatNumber'] ?? '' },
    invoiceDate,
    dueDate: isCredit || random.chance(0.05) ? '0000-00-00' : laterDay(invoiceDate, random.pick([10, 30, 45])),
    bookedDate: status === 'RECEIVED' ? '' : laterDay(invoiceDate, 2),
    currency: 'NOK',
    kid: random.chance(0.2) ? '' : kid(random),
    purchaseOrderNumber: random.chance(0.5)
      ? null
      : (some(making, 'purchaseOrders').row['purchaseOrderNumber'] ?? null),
    comment: random.pick(['', '', 'Avvik på mengde – se følgeseddel']),
    ...totalsRow(signed),
    remainingAmount: exact(status === 'PAID' ? '0.00' : centsText(net + vat)),
    status,
    invoiceLines: signed.map(lineRow),
  };
}
