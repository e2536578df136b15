import { luhnDigit } from '../../common/check-digits.ts';
import { dayOf, laterDay } from '../../common/dates.ts';
import type { NextNumber } from '../../common/numbers.ts';
import { asciiName, personName } from '../../common/people.ts';
import type { Random } from '../../common/random.ts';
import type { Row } from '../edm.ts';
import { invoiceTotals } from './amounts.ts';
import { placeOf } from './places.ts';
import { supplierInvoiceItem } from './supplier-invoice-items.ts';

const paymentTerms: readonly [readonly [string, number], ...(readonly [string, number])[]] = [
  ['0001', 0],
  ['N014', 14],
  ['N030', 30],
  ['N030', 30],
  ['N060', 60],
];
const longText = 'Leverans enligt följesedel; avvikelse noterad av platschefen – «se bilaga» "A" & B.\r\n'.repeat(60);

export type InvoiceSources = {
  readonly suppliers: readonly Row[];
  readonly projects: readonly Row[];
  readonly nextNumber: NextNumber;
};

function reference(random: Random): string | null {
  if (random.chance(0.15)) return null;
  const digits = random.digits(random.integer(5, 14));
  return `${digits}${luhnDigit(digits)}`;
}

function headerText(random: Random, number: number): string | null {
  if (number % 211 === 19) return longText;
  if (number % 211 === 87) return '';
  return random.chance(0.7)
    ? null
    : random.pick(['Delfaktura 2', 'Enligt avtal, se märkning', 'Schlussrechnung', 'Tillägg ÄTA 14']);
}

/**
 * An invoice of one of the suppliers with 1 to 6 lines, last changed at that moment. Numbers start again each year, so
 * that only number and year together name an invoice. Amounts of credit memos are positive, as in S/4.
 */
export function supplierInvoice(random: Random, changedAt: Date, sources: InvoiceSources): Row {
  const supplier = sources.suppliers[random.integer(0, sources.suppliers.length - 1)];
  const place = placeOf(supplier?.['Country']);
  const postingDate = dayOf(changedAt, -random.integer(0, 20));
  const fiscalYear = postingDate.slice(0, 4);
  const number = sources.nextNumber(`SupplierInvoices ${fiscalYear}`);
  const documentDate = laterDay(postingDate, -random.integer(0, 9));
  const [terms, days] = random.pick(paymentTerms);
  const count = random.integer(1, 6);
  const items = Array.from({ length: count }, (_, index) =>
    supplierInvoiceItem(random, index, place, sources.projects),
  );
  return {
    SupplierInvoice: String(5_105_600_000 + number),
    FiscalYear: fiscalYear,
    CompanyCode: place.companyCode,
    SupplierInvoiceIDByInvcgParty: random.pick([random.digits(6), `F-${random.digits(5)}`, `RE/${random.digits(4)}`]),
    InvoicingParty: supplier?.['BusinessPartner'] ?? '0000000000',
    InvoicingPartyVATRegistration: supplier?.['VATRegistration'] ?? null,
    DocumentDate: documentDate,
    PostingDate: postingDate,
    NetDueDate: random.chance(0.05) ? null : laterDay(documentDate, days),
    DocumentCurrency: place.currency,
    ...invoiceTotals(items),
    PaymentTerms: terms,
    PaymentReference: reference(random),
    SupplierInvoiceStatus: random.chance(0.85) ? '5' : 'A',
    IsCreditMemo: random.chance(0.04),
    HeaderText: headerText(random, number),
    CreatedByUser: asciiName(personName(random)).slice(0, 12).toUpperCase(),
    LastChangeDateTime: changedAt.toISOString(),
    to_Item: items,
  };
}
