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
