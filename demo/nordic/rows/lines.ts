import { centsText, lineNet, scaledText, unscaled } from '../../common/amounts.ts';
import { digitsOf, exact } from '../exact.ts';
import type { Row } from '../model.ts';
import { type Making, some } from './sources.ts';

/** A line of an order or an invoice before it is written: quantity in thousandths, price in millionths, amount in cents. */
export type LineFacts = {
  readonly articleNumber: string;
  readonly text: string;
  readonly unit: string;
  readonly quantity: number;
  readonly price: number;
  readonly net: number;
  /** Hundredths of a percent. */
  readonly vatRate: number;
  readonly vatCode: string;
  readonly projectId: number | null;
  readonly account: string;
};

type Vat = readonly [code: string, rate: number];
const otherVats: readonly [Vat, ...Vat[]] = [
  ['31', 1500],
  ['33', 1200],
  ['5', 0],
];

/** Some lines that sell or buy articles, for projects. */
export function someLines(making: Making, projectId: number | null, account: string): readonly LineFacts[] {
  const { random } = making;
  return Array.from({ length: random.integer(1, 4) }, () => {
    const { row: article } = some(making, 'articles');
    const price = Math.min(unscaled(digitsOf(article['salesPrice'])), 2_000_000_000_000);
    const quantity = random.integer(1, 400) * 250;
    const [vatCode, vatRate] = random.chance(0.85) ? (['3', 2500] as const) : random.pick(otherVats);
    return {
      articleNumber: String(article['articleNumber'] ?? ''),
      text: String(article['description'] ?? ''),
      unit: String(article['unit'] ?? 'stk'),
      ...{ quantity, price, vatRate, vatCode, account },
      net: lineNet(quantity, Math.round(price / 10_000)),
      projectId: random.chance(0.8) ? projectId : null,
    };
  });
}

export function lineRow(line: LineFacts, index: number): Row {
  return {
    lineNo: index + 1,
    articleNumber: line.articleNumber,
    text: line.text,
    quantity: exact(scaledText(line.quantity, 3)),
    unit: line.unit,
    unitPrice: exact(scaledText(line.price, 6)),
    netAmount: exact(centsText(line.net)),
    vatCode: line.vatCode,
    vatPercent: exact(scaledText(line.vatRate, 2)),
    projectId: line.projectId,
    account: line.account,
  };
}

/** Header amounts from lines; VAT is rounded once for each rate. */
export function totalsOf(lines: readonly LineFacts[]): { readonly net: number; readonly vat: number } {
  const netByRate = new Map<number, number>();
  for (const { vatRate, net } of lines) netByRate.set(vatRate, (netByRate.get(vatRate) ?? 0) + net);
  let [net, vat] = [0, 0];
  for (const [rate, amount] of netByRate) {
    net += amount;
    vat += Math.round((amount * rate) / 10_000);
  }
  return { net, vat };
}

export function totalsRow(lines: readonly LineFacts[]): Row {
  const { net, vat } = totalsOf(lines);
  return {
    netAmount: exact(centsText(net)),
    vatAmount: exact(centsText(vat)),
    grossAmount: exact(centsText(net + vat)),
  };
}
