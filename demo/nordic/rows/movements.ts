import { centsText, scaledText } from '../../common/amounts.ts';
import { gs1Digit } from '../../common/check-digits.ts';
import { laterDay } from '../../common/dates.ts';
import { digitsOf, exact } from '../exact.ts';
import type { Row } from '../model.ts';
import { dottedDay, type Making, partyOf, recentDay, some } from './sources.ts';

/** Days are written as 31.12.2026 in this one resource. */
export function paymentRow(making: Making): Row {
  const { random, index } = making;
  const isIn = random.chance(0.5);
  const invoice = some(making, isIn ? 'customerInvoices' : 'supplierInvoices');
  const day = recentDay(making);
  const amount = exact(digitsOf(invoice.row['grossAmount']).replace('-', ''));
  const party = (invoice.row[isIn ? 'customer' : 'supplier'] ?? {}) as Row;
  const status = random.pick(['REGISTERED', 'SENT', 'PAID', 'PAID', 'CANCELLED'] as const);
  return {
    paymentNumber: 800_001 + index,
    direction: isIn ? 'IN' : 'OUT',
    paymentDate: dottedDay(day),
    bookedDate: status === 'PAID' ? dottedDay(laterDay(day, 1)) : '',
    amount,
    currency: invoice.row['currency'] ?? 'NOK',
    counterpart: { companyNo: party['companyNo'], name: party['name'] },
    method: random.pick(['BANK', 'BANK', 'CARD', 'CASH']),
    kid: String(invoice.row['kid'] ?? ''),
    message: random.pick(['', 'Takk for handelen – på gjensyn']),
    endToEndId: status === 'REGISTERED' ? '' : `NB${String(800_001 + index)}${random.digits(6)}`,
    bankAccount: random.chance(0.3) ? '' : 'NO93 8601 1117 947',
    account: '1920',
    invoices: [
      {
        type: isIn ? 'CUSTOMER_INVOICE' : 'SUPPLIER_INVOICE',
        id: invoice.id,
        number: String(invoice.row['invoiceNumber'] ?? ''),
        amount,
      },
    ],
    status,
  };
}

export function deliveryRow(making: Making): Row {
  const { random, index } = making;
  const isOut = random.chance(0.6);
  const order = some(making, isOut ? 'orders' : 'purchaseOrders');
  const lines = (Array.isArray(order.row['orderLines']) ? order.row['orderLines'] : []) as readonly Row[];
  const shipped = recentDay(making);
  const status = random.pick(['PLANNED', 'SHIPPED', 'DELIVERED', 'DELIVERED', 'CANCELLED'] as const);
  const seventeen = `37035990${String(100_000_000 + index)}`;
  return {
    deliveryNumber: 700_001 + index,
    type: isOut ? 'OUT' : 'IN',
    counterpart: order.row[isOut ? 'customer' : 'supplier'] ?? partyOf(some(making, isOut ? 'customers' : 'suppliers')),
    orderId: order.id,
    projectId: order.row['projectId'] ?? null,
    shippedDate: status === 'PLANNED' ? '' : shipped,
    deliveredDate: status === 'DELIVERED' ? laterDay(shipped, random.integer(0, 5)) : '0000-00-00',
    address: order.row['deliveryAddress'] ?? {},
    carrier: random.pick(['Bring', 'Schenker', 'Egen bil', '']),
    trackingNumber: random.chance(0.5) ? '' : `7072 ${random.digits(4)} ${random.digits(6)}`,
    sscc: random.chance(0.6) ? '' : `${seventeen}${gs1Digit(seventeen)}`,
    incoterms: random.pick(['', 'DAP', 'EXW']),
    grossWeight: exact(scaledText(random.integer(500, 9_000_000), 3)),
    packages: String(random.integer(1, 40)),
    status,
    deliveryLines: lines.map((line, line0) => ({
      lineNo: line0 + 1,
      orderLineNo: line['lineNo'],
      articleNumber: line['articleNumber'],
      text: line['text'],
      quantity: line['quantity'],
      unit: line['unit'],
      batch: random.chance(0.8) ? '' : `B${random.digits(5)}`,
    })),
  };
}

const longAmount = '90071992547409931.27';

/** A voucher with a debit and its credits, equal in sum to the last digit. Corrections of old years are very large. */
export function voucherRow(making: Making): Row {
  const { random, index } = making;
  const date = recentDay(making);
  const invoice = some(making, 'supplierInvoices');
  const [net, vat] = [random.integer(10_000, 90_000_000), random.integer(0, 20_000_000)];
  const isLong = index % 53 === 6;
  const side = (debit: string | null, credit: string | null): Row => ({
    debit: debit === null ? null : exact(debit),
    credit: credit === null ? null : exact(credit),
  });
  const common = { companyNo: null, projectId: null, vatCode: '', text: '' };
  const projectId = random.chance(0.8) ? some(making, 'projects').id : null;
  const supplier = (invoice.row['supplier'] ?? {}) as Row;
  const rows = isLong
    ? [
        { ...common, account: '8300', accountName: 'Korrigering tidligere år', ...side(longAmount, null) },
        { ...common, account: '2050', accountName: 'Annen egenkapital', ...side(null, longAmount) },
      ]
    : [
        {
          ...common,
          account: '4000',
          accountName: 'Innkjøp råvarer',
          projectId,
          vatCode: '1',
          ...side(centsText(net), null),
        },
        { ...common, account: '2710', accountName: 'Inngående mva.', ...side(centsText(vat), null) },
        {
          ...common,
          account: '2400',
          accountName: 'Leverandørgjeld',
          companyNo: supplier['companyNo'] ?? null,
          ...side(null, centsText(net + vat)),
        },
      ];
  return {
    voucherNumber: index + 1,
    series: isLong ? 'K' : 'L',
    date,
    documentDate: random.chance(0.2) ? '' : laterDay(date, -random.integer(0, 9)),
    year: Number(date.slice(0, 4)),
    period: Number(date.slice(5, 7)),
    description: isLong ? 'Korrigering' : `Faktura fra ${String(supplier['name'] ?? '')}`,
    documentNumber: String(invoice.row['invoiceNumber'] ?? ''),
    currency: 'NOK',
    status: random.chance(0.95) ? 'BOOKED' : 'REVERSED',
    rows: rows.map((row, line) => ({ row: line + 1, ...row })),
  };
}
