import type { EdmType } from '../edm.ts';

/** A value in a form that compares as its Edm type does. Null stands for null and for planted values of a wrong type. */
export type Comparable = string | number | bigint | null;

/** Decimals are compared exactly, as integers of 10^-10: more places than any property here has. */
const decimalPlaces = 10;
const decimalText = /^-?\d+(?:\.\d{1,10})?$/;

function scaledDecimal(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(decimalPlaces, '0'));
}

function numberOrNull(milliseconds: number): number | null {
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

export function comparableOf(type: EdmType, value: unknown): Comparable {
  if (type === 'Edm.Boolean') return typeof value === 'boolean' ? Number(value) : null;
  if (typeof value !== 'string') return null;
  switch (type) {
    case 'Edm.Decimal':
      return decimalText.test(value) ? scaledDecimal(value) : null;
    case 'Edm.DateTimeOffset':
      return numberOrNull(Date.parse(value));
    case 'Edm.String':
    case 'Edm.Date':
      return value;
  }
}

/** Negative, zero or positive; null comes before everything else, as OData URL Conventions 5.1.4 has it. */
export function compareValues(left: Comparable, right: Comparable): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  return left < right ? -1 : 1;
}
