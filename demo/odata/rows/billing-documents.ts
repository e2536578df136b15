import { centsText, unscaled } from '../../common/amounts.ts';
import { germanVatDigit, luhnDigit } from '../../common/check-digits.ts';
import { dayOf, laterDay } from '../../common/dates.ts';
import type { Random } from '../../common/random.ts';
import type { Row } from '../edm.ts';
import { documentTotals } from './amounts.ts';
import { activeProducts, documentLines } from './document-lines.ts';
import { type Place, placeOf } from './places.ts';
import { among, type CreateRow, documentNumber, linesOf, type RowSources } from './sources.ts';

/** Draft, posted, sent, paid, cancelled. */
export const billingStatuses: readonly [string, ...string[]] = ['A', 'P', 'S', 'C', 'X'];

/** VAT numbers of the companies that send the invoices, one in each country. */
const ownVatNumbers: Readonly<Record<Place['country'], string>> = {
  SE: `SE556812340${luhnDigit('556812340')}01`,
  NO: 'NO 974 760 673 MVA',
  DK: 'DK 13 58 56 28',
  FI: 'FI01120389',
  DE: `DE31415926${germanVatDigit('31415926')}`,
};

const revenueAccount = '0030100000';

/** The lines of the order; they stand in it as they stand in an invoice, but for the names of some fields. */
function billedItems(order: Row): readonly Row[] {
  return linesOf(order).map((line) => ({
    BillingDocumentItem: line['SalesOrderItem'],
    BillingDocumentItemText: line['SalesOrderItemText'],
    Material: line['Material'],
    BillingQuantity: line['RequestedQuantity'],
    BillingQuantityUnit: line['RequestedQuantityUnit'],
    NetPriceAmount: line['NetPriceAmount'],
    NetAmount: line['NetAmount'],
    TaxCode: line['TaxCode'],
    TaxPercent: line['TaxPercent'],
    Project: line['Project'],
    GLAccount: revenueAccount,
  }));
}

/** Lines of an invoice without an order. */
function freeItems(random: Random, place: Place, products: readonly Row[], project: unknown): readonly Row[] {
  return documentLines(random, place, products).map((line) => ({
    BillingDocumentItem: line.number,
    BillingDocumentItemText: line.text,
    Material: line.material,
    BillingQuantity: line.quantity,
    BillingQuantityUnit: line.unit,
    ...line.amounts,
    Project: project,
    GLAccount: revenueAccount,
  }));
}

function reference(number: string): string {
  return `${number.replace(/^0+/, '')}${luhnDigit(number)}`;
}

/** Invoices to customers: of orders where goods have left, or of work in a project. */
export function billingDocumentCreator({ rows, nextNumber }: RowSources): CreateRow {
  const partners = new Map(rows('BusinessPartners').map((row) => [row['BusinessPartner'], row]));
  const customers = rows('BusinessPartners').filter((row) => row['IsCustomer'] === true);
  const orders = rows('SalesOrders').filter((row) => row['OverallSDProcessStatus'] === 'F');
  const [products, projects] = [activeProducts(rows('Products')), rows('Projects')];
  return (random, changedAt) => {
    const order = random.chance(0.5) ? orders[nextNumber('BillingDocuments of orders') - 1] : undefined;
    const customer = order === undefined ? among(random, customers) : partners.get(order['SoldToParty']);
    const place = placeOf(order?.['Country'] ?? customer?.['Country']);
    const project = order === undefined ? (among(random, projects)?.['Project'] ?? null) : order['Project'];
    const items = order === undefined ? freeItems(random, place, products, project) : billedItems(order);
    const number = documentNumber(90_000_000, nextNumber('BillingDocuments'));
    const date = dayOf(changedAt, -random.integer(0, 25));
    const status = random.pick(['C', 'C', 'C', 'S', 'S', 'P', 'A', 'X']);
    const totals = documentTotals(items);
    const terms = random.pick(['N014', 'N030', 'N030']);
    return {
      BillingDocument: number,
      BillingDocumentType: random.chance(0.05) ? 'G2' : 'F2',
      CompanyCode: place.companyCode,
      SellerVATRegistration: ownVatNumbers[place.country],
      BillingDocumentDate: date,
      PostingDate: laterDay(date, random.integer(0, 3)),
      NetDueDate: random.chance(0.05) ? null : laterDay(date, Number(terms.slice(1))),
      SoldToParty: order?.['SoldToParty'] ?? customer?.['BusinessPartner'] ?? '0000000000',
      PurchaseOrderByCustomer: order?.['PurchaseOrderByCustomer'] ?? null,
      SalesOrder: order?.['SalesOrder'] ?? null,
      Project: project,
      TransactionCurrency: place.currency,
      ...totals,
      OpenAmount: centsText(status === 'C' || status === 'X' ? 0 : unscaled(totals['GrossAmount'])),
      CustomerPaymentTerms: terms,
      PaymentReference: random.chance(0.1) ? null : reference(number),
      OverallBillingStatus: status,
      HeaderText: random.chance(0.85) ? null : random.pick(['Delfaktura enligt plan', 'Sluttfaktura', 'Abschlag 3']),
      LastChangeDateTime: changedAt.toISOString(),
      to_Item: items,
    };
  };
}
