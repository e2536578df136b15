import { centsText, unscaled } from '../../common/amounts.ts';
import type { Row } from '../model.ts';

/** Header amounts from lines; tax is rounded once for each rate, as EN 16931 (BR-CO-14, BR-CO-17) has it. */
export function invoiceTotals(items: readonly Row[]): Row {
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
  return { InvoiceGrossAmount: centsText(net + tax), NetAmount: centsText(net), TaxAmount: centsText(tax) };
}
