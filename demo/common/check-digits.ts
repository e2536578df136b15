/** Luhn's check digit, as in Swedish organisation numbers. */
export function luhnDigit(digits: string): number {
  const sum = [...digits].reduce((total, digit, index) => {
    const weighted = Number(digit) * ((digits.length - index) % 2 === 1 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

/** The modulus-11 check digit, as in Norwegian, Danish and Finnish numbers; undefined where no digit fits. */
export function modulus11Digit(digits: string, weights: readonly number[]): number | undefined {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  const digit = (11 - (sum % 11)) % 11;
  return digit === 10 ? undefined : digit;
}

/** Country, check digits (ISO 13616, modulus 97) and account. */
export function ibanOf(country: string, account: string): string {
  const letters = [...country].map((letter) => letter.charCodeAt(0) - 55).join('');
  const check = 98n - (BigInt(`${account}${letters}00`) % 97n);
  return `${country}${String(check).padStart(2, '0')}${account}`;
}

/** GS1's check digit, as in GTIN and GLN: weights 3 and 1 from the right. */
export function gs1Digit(digits: string): number {
  const sum = [...digits].reduce(
    (total, digit, index) => total + Number(digit) * ((digits.length - index) % 2 === 1 ? 3 : 1),
    0,
  );
  return (10 - (sum % 10)) % 10;
}

/** The check digit of a German VAT number (ISO 7064, MOD 11,10). */
export function germanVatDigit(digits: string): number {
  const product = [...digits].reduce((carried, digit) => {
    const sum = (Number(digit) + carried) % 10;
    return ((sum === 0 ? 10 : sum) * 2) % 11;
  }, 10);
  return (11 - product) % 10;
}
