import { centsText, lineNet, scaledText, unscaled } from './amounts.ts';
import { luhnDigit } from './check-digits.ts';
import { laterDay } from './dates.ts';
import { createRandom, mixSeed, type Random } from './random.ts';
import { sharedArticles } from './shared-articles.ts';
import { type SharedParty, sharedParties } from './shared-parties.ts';
import { sharedProjects } from './shared-projects.ts';

export type SharedInvoiceLine = {
  /** Index in `sharedArticles`. */
  readonly article: number;
  readonly description: string;
  readonly quantity: string;
  /** UN/ECE Recommendation 20. */
  readonly unit: string;
  readonly priceAmount: string;
  readonly netAmount: string;
  readonly taxPercent: string;
  /** Index in `sharedProjects`; without it the line is booked to a cost centre of the ERP. */
  readonly project?: number;
};

/**
 * A supplier's invoice that was booked in both demo ERPs, posted and unpaid. It is the same one where the
 * seller's VAT number and `number` are equal (identifier `invoice-no`). Both know exactly these lines, in this order.
 */
export type SharedSupplierInvoice = {
  /** Index in `sharedParties`. */
  readonly seller: number;
  /** The seller's number of the invoice. */
  readonly number: string;
  readonly issueDate: string;
  readonly dueDate: string;
  readonly postingDate: string;
  readonly currency: string;
  /** OCR or KID number that the payer must quote. */
  readonly paymentReference: string;
  readonly totals: {
    readonly taxExclusiveAmount: string;
    readonly taxAmount: string;
    readonly taxInclusiveAmount: string;
    /** What is still to be paid: all of it. */
    readonly payableAmount: string;
  };
  readonly lines: readonly SharedInvoiceLine[];
};

const count = 60;
/** Sellers with a VAT number, for the number of an invoice is known outside an ERP only together with it. */
const sellers = sharedParties.flatMap(({ roles, vat }, index) =>
  roles.includes('supplier') && vat !== undefined ? [index] : [],
);
/** Hundredths of a percent. */
const taxRates = { SE: 2500, NO: 2500, DK: 2500, FI: 2550, DE: 1900 } as const;

function lineOf(random: Random, taxRate: number): SharedInvoiceLine {
  const article = random.integer(0, sharedArticles.length - 1);
  const { name, unit, salesPrice } = sharedArticles[article] ?? {
    name: '',
    unit: 'H87',
    salesPrice: { amount: '0.00' },
  };
  const price = Math.round((unscaled(salesPrice.amount) * random.integer(60, 95)) / 100);
  const quantity = unit === 'H87' ? random.integer(1, 60) * 1000 : random.integer(4, 480) * 250;
  const line = {
    article,
    description: name,
    quantity: scaledText(quantity, 3),
    unit,
    priceAmount: centsText(price),
    netAmount: centsText(lineNet(quantity, price)),
    taxPercent: scaledText(taxRate, 2),
  };
  return random.chance(0.8) ? { ...line, project: random.integer(0, sharedProjects.length - 1) } : line;
}

function invoiceNumber(index: number, party: SharedParty): string {
  switch (party.address.country) {
    case 'SE':
      return `F${260_400 + index}`;
    case 'NO':
    case 'DK':
      return String(71_000 + index * 3);
    case 'FI':
      return `2026-${String(300 + index)}`;
    case 'DE':
      return `RE/26/${String(1400 + index)}`;
  }
}

function invoiceOf(index: number): SharedSupplierInvoice | undefined {
  const random = createRandom(mixSeed(2026, 60, index));
  const seller = sellers[(index * 7) % sellers.length];
  const party = seller === undefined ? undefined : sharedParties[seller];
  if (seller === undefined || party === undefined) return undefined;
  const taxRate = taxRates[party.address.country];
  const lines = Array.from({ length: random.integer(1, 4) }, () => lineOf(random, taxRate));
  const net = lines.reduce((sum, line) => sum + unscaled(line.netAmount), 0);
  const tax = Math.round((net * taxRate) / 10_000);
  const issueDate = laterDay('2026-01-05', Math.floor(index * 2.6));
  const reference = String(80_260_000 + index * 13);
  return {
    seller,
    number: invoiceNumber(index, party),
    issueDate,
    dueDate: laterDay(issueDate, random.pick([14, 30, 30, 45])),
    postingDate: laterDay(issueDate, random.integer(1, 6)),
    currency: party.currency,
    paymentReference: `${reference}${luhnDigit(reference)}`,
    totals: {
      taxExclusiveAmount: centsText(net),
      taxAmount: centsText(tax),
      taxInclusiveAmount: centsText(net + tax),
      payableAmount: centsText(net + tax),
    },
    lines,
  };
}

/** The supplier invoices both demo ERPs know; in one of them a value may differ, see `differences`. */
export const sharedSupplierInvoices: readonly SharedSupplierInvoice[] = Array.from({ length: count }, (_, index) =>
  invoiceOf(index),
).filter((invoice) => invoice !== undefined);
