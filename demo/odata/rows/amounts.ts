import { centsText, unscaled } from '../../common/amounts.ts';
import type { Row } from '../edm.ts';

/** Sums in cents. */
export type DocumentSums = { readonly net: number; readonly tax: number; readonly gross: number };

/** Sums of lines; tax is rounded once for each rate, as EN 16931 (BR-CO-14, BR-CO-17) has it. */
export function documentSums(items: readonly Row[]): DocumentSums {
  const netByRate = new Map<number, number>();
  for (const item of items) {
    const rate = unscaled(item['TaxPercent']);
    netByRate.set(rate, (netByRate.get(rate) ?? 0) + unscaled(item['NetAmount']));
  }
  let net = 0;
  let tax = 0;
  for (const [rate, cents] of netByRate) {
    net += cents;
    tax += Math.round((cents * rate) / 10_000);
  }
  return { net, tax, gross: net + tax };
}

/** Header amounts of a supplier invoice. */
export function invoiceTotals(items: readonly Row[]): Row {
  const { net, tax, gross } = documentSums(items);
  return { InvoiceGrossAmount: centsText(gross), NetAmount: centsText(net), TaxAmount: centsText(tax) };
}

/** Header amounts of all other documents. */
export function documentTotals(items: readonly Row[]): Row {
  const { net, tax, gross } = documentSums(items);
  return { NetAmount: centsText(net), TaxAmount: centsText(tax), GrossAmount: centsText(gross) };
}
