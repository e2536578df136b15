import { centsText, lineNet, scaledText, unscaled } from '../../common/amounts.ts';
import type { Random } from '../../common/random.ts';
import type { Row } from '../edm.ts';
import type { Place } from './places.ts';
import { among } from './sources.ts';

/** A line of an order or an invoice, before each kind of document gives its fields their own names. */
export type DocumentLine = {
  readonly number: string;
  readonly text: unknown;
  readonly material: unknown;
  readonly quantity: string;
  readonly unit: unknown;
  readonly account: unknown;
  /** Price, net amount and tax, which have the same names in all documents. */
  readonly amounts: Row;
};

export function lineNumber(index: number): string {
  return String((index + 1) * 10).padStart(6, '0');
}

function documentLine(random: Random, index: number, place: Place, products: readonly Row[]): DocumentLine {
  const product = among(random, products);
  const unit = product?.['BaseUnit'] ?? 'ST';
  const quantity = unit === 'ST' ? random.integer(1, 120) * 1000 : random.integer(1, 600) * 250;
  const listed = unscaled(product?.['SalesPriceAmount'] ?? '950.00');
  const price = Math.max(1, Math.round((listed * random.integer(80, 115)) / 100));
  const [code, percent] = random.chance(0.8) ? place.taxes[0] : random.pick(place.taxes);
  return {
    number: lineNumber(index),
    text: product?.['ProductDescription'] ?? 'Enligt överenskommelse',
    material: product?.['Product'] ?? null,
    quantity: scaledText(quantity, 3),
    unit,
    account: product?.['GLAccount'] ?? '0040100000',
    amounts: {
      NetPriceAmount: centsText(price),
      NetAmount: centsText(lineNet(quantity, price)),
      TaxCode: code,
      TaxPercent: scaledText(percent, 2),
    },
  };
}

/** One to five lines of products that may still be bought and sold. */
export function documentLines(random: Random, place: Place, products: readonly Row[]): readonly DocumentLine[] {
  return Array.from({ length: random.integer(1, 5) }, (_, index) => documentLine(random, index, place, products));
}

/** Products that may be bought and sold. */
export function activeProducts(products: readonly Row[]): readonly Row[] {
  return products.filter((product) => product['IsMarkedForDeletion'] !== true);
}

/** What is done of an order's line: nothing, half of it or all. */
export function share(quantity: string, done: 'none' | 'half' | 'all'): string {
  switch (done) {
    case 'none':
      return '0.000';
    case 'half':
      return scaledText(Math.floor(unscaled(quantity) / 2), 3);
    case 'all':
      return quantity;
  }
}
