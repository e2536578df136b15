import type { Row } from '../model.ts';

/** Cents as a decimal text with two places: 123456 → '1234.56'. Amounts here stay far below 2^53 cents. */
export function centsText(cents: number): string {
  return scaledText(cents, 2);
}

/** An integer as a decimal text with that many places: (12500, 3) → '12.500'. */
export function scaledText(scaled: number, places: number): string {
  const digits = String(Math.abs(scaled)).padStart(places + 1, '0');
  return `${scaled < 0 ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The digits of a decimal text as an integer: '1234.56' → 123456; 0 for what is none (a planted value). */
export function unscaled(text: unknown): number {
  const integer = Number(String(text ?? '').replace('.', ''));
  return Number.isSafeInteger(integer) ? integer : 0;
}

/** The net amount of a line in cents, from thousandths of a unit and a price in cents. */
export function lineNet(quantity: number, price: number): number {
  return Math.round((quantity * price) / 1000);
}

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
