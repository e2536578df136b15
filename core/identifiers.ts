/**
 * A number that something is known by outside one ERP: that of a register, a maker, a bank. Two ERPs write the same number
 * differently; normalised values are equal. docs/entities.md lists the schemes.
 */
export type Identifier = { readonly scheme: string; readonly value: string };

/** How many digits a register's numbers have. */
const registerDigits: Readonly<Record<string, number>> = {
  'se-orgno': 10,
  'no-orgno': 9,
  'dk-orgno': 8,
  'fi-orgno': 8,
};

const withoutBlanks = (value: string): string => value.replace(/[\s.\-/]+/g, '').toUpperCase();

/** ISO 13616: letters as 10 to 35, the first four characters last, remainder 1 modulo 97. */
export function isIban(value: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(value)) return false;
  const digits = [...value.slice(4), ...value.slice(0, 4)].map((sign) => Number.parseInt(sign, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}

/** GS1's check digit, which numbers of all its kinds end with: weights 3 and 1 from the right. */
function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) sum += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 1 : 3);
  return sum % 10 === 0;
}

export function isGln(value: string): boolean {
  return /^\d{13}$/.test(value) && hasCheckDigit(value);
}

/** GTIN-8, -12 (UPC), -13 (EAN) or -14. */
export function isGtin(value: string): boolean {
  return /^(\d{8}|\d{12,14})$/.test(value) && hasCheckDigit(value);
}

/** The digits alone where they are a number of GS1; else the text, so that nothing is lost or invented. */
function gs1Number(value: string, isValid: (digits: string) => boolean): string {
  const digits = value.replace(/\D/g, '');
  return isValid(digits) ? digits : withoutBlanks(value);
}

/** A number that somebody gave: without blanks, and without the zeros that some ERPs put in front of digits. */
function givenNumber(value: string): string {
  const compact = value.replace(/\s+/g, '').toUpperCase();
  return /^\d+$/.test(compact) ? compact.replace(/^0+(?=\d)/, '') : compact;
}

/** `<whose>:<number>`, such as a seller's VAT number and the number of an invoice. */
function numberOfSomebody(value: string): string {
  const colon = value.indexOf(':');
  if (colon < 0) return givenNumber(value);
  return `${vatNumber(value.slice(0, colon))}:${givenNumber(value.slice(colon + 1))}`;
}

/** The digits alone when there are as many as the register has; else the text, so that nothing is lost or invented. */
function registerNumber(value: string, length: number): string {
  const digits = value.replace(/\D/g, '');
  // A Swedish number may come with its century, as sole traders' do: 16 for organisations, 19 or 20 for persons.
  if (length === 10 && /^(16|19|20)\d{10}$/.test(digits)) return digits.slice(2);
  return digits.length === length ? digits : withoutBlanks(value);
}

/** VAT number with its country in front; Norwegian ones end in MVA on paper, Peppol does without. */
function vatNumber(value: string): string {
  const compact = withoutBlanks(value);
  return /^NO\d{9}MVA$/.test(compact) ? compact.slice(0, -3) : compact;
}

function normalisedValue(scheme: string, value: string): string {
  const length = registerDigits[scheme];
  if (length !== undefined) return registerNumber(value, length);
  switch (scheme) {
    case 'vat':
      return vatNumber(value);
    case 'gln':
      return gs1Number(value, isGln);
    case 'gtin': {
      const number = gs1Number(value, isGtin);
      return isGtin(number) ? number.padStart(14, '0') : number;
    }
    case 'sscc':
      return gs1Number(value, (digits) => digits.length === 18 && hasCheckDigit(digits));
    case 'invoice-no':
    case 'supplier-item-no':
    case 'manufacturer-item-no':
      return numberOfSomebody(value);
    case 'project-no':
    case 'employee-no':
      return givenNumber(value);
    case 'email':
      return value.trim().toLowerCase();
    case 'end-to-end-id':
    case 'bank-reference':
    case 'tracking-no':
      return value.replace(/\s+/g, '').toUpperCase();
    case 'iban': {
      const compact = withoutBlanks(value);
      return isIban(compact) ? compact : value.trim().toUpperCase();
    }
    default:
      return scheme.endsWith('-orgno') ? withoutBlanks(value) : value.trim().toUpperCase();
  }
}

/**
 * The identifier as it is compared: scheme in lower case, value without the signs people group it by. A number that does
 * not fit its scheme keeps all its signs. Doing it twice changes nothing.
 */
export function normaliseIdentifier(identifier: Identifier): Identifier {
  const scheme = identifier.scheme.trim().toLowerCase();
  return { scheme, value: normalisedValue(scheme, identifier.value) };
}
