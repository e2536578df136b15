/**
 * JSON in which no digit is lost. A JavaScript number holds 15 to 17 significant digits; ERPs send longer identifiers and
 * amounts. Reading every number through a reviver costs four times a plain parse, so a text is scanned first.
 */

/**
 * A number with more digits than 15, wherever its decimal point stands, or with an exponent. May also match inside a
 * string: then only time is lost. Every alternative begins with what stands before a number, which is rare: where one may
 * begin with any digit the scan takes three times as long.
 */
const longNumber = /[:,[\s]-?\d(?:\d{15}|[\d.]{16}|[\d.]{0,15}[eE])/;
/** Before a number that is the whole text stands nothing. */
const insideBrackets = /^\s*[[{]/;

export function hasLongNumbers(text: string): boolean {
  return longNumber.test(text) || !insideBrackets.test(text);
}

/** Below this a JavaScript number has fewer than 15 digits, and in the end none. */
const smallestNormal = 2 ** -1022;

function isLossy(value: number, source: string): boolean {
  const significant = source
    .replace(/^-/, '')
    .replace(/[eE].*$/, '')
    .replace('.', '')
    .replace(/^0+/, '');
  if (significant === '') return false;
  const isOutOfRange = !Number.isFinite(value) || Math.abs(value) < smallestNormal;
  return (isOutOfRange || significant.length > 15) && String(value) !== source;
}

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source: string }) => unknown;
const parse = JSON.parse as (text: string, reviver?: Reviver) => unknown;
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

/** Parses so that `JSON.stringify` of the result has the same digits again. Throws SyntaxError. */
export function parseKeepingDigits(text: string): unknown {
  if (!hasLongNumbers(text)) return JSON.parse(text);
  return parse(text, (_key, value, context) =>
    typeof value === 'number' && isLossy(value, context.source) ? rawJson(context.source) : value,
  );
}

/** Parses with long numbers as strings of all their digits: what a mapping reads. Throws SyntaxError. */
export function parseWithDigitStrings(text: string): unknown {
  if (!hasLongNumbers(text)) return JSON.parse(text);
  return parse(text, (_key, value, context) =>
    typeof value === 'number' && isLossy(value, context.source) ? context.source : value,
  );
}

/** A record's JSON as those read it who come after the connector; the two differ only where it has long numbers. */
export type RecordJson = {
  /** Long numbers as texts of all their digits: what a mapping reads. */
  readonly exact: unknown;
  /** Every number as a number: what a schema speaks of. */
  readonly rounded: unknown;
};

/** Reads a record's JSON; it is parsed once where it has no long numbers, and scanned only where it may have. Throws SyntaxError. */
export function parseRecord(text: string, mayBeLong = true): RecordJson {
  if (mayBeLong && hasLongNumbers(text)) return { exact: parseWithDigitStrings(text), rounded: JSON.parse(text) };
  const value: unknown = JSON.parse(text);
  return { exact: value, rounded: value };
}

/** A scalar as text, numbers with the digits they were sent with; undefined for null, objects and lists. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value !== null && typeof value === 'object' && 'rawJSON' in value) return String(value.rawJSON);
  return undefined;
}
