/**
 * A text of JSON that is walked through without being parsed, as its bytes: all of JSON's own signs are single bytes in
 * UTF-8 and occur in no other character, and bytes are read twice as fast as the characters of a string.
 */
export type TextScan = {
  readonly bytes: Buffer;
  /** Whether there is a backslash anywhere. */
  readonly escapes: boolean;
  /** Becomes true with the first number that may have more digits than JavaScript's hold. */
  longNumbers: boolean;
};

export const openBracket = 0x5b;
const [quote, backslash, comma, colon, space] = [0x22, 0x5c, 0x2c, 0x3a, 0x20];
const [openBrace, closeBrace, closeBracket] = [0x7b, 0x7d, 0x5d];

/** The first place from `at` on where no blank is. Other white space does not occur. */
export function skipSpaces(bytes: Buffer, at: number): number {
  let from = at;
  while (bytes[from] === space) from++;
  return from;
}

/** Which of the names a member has (-1: none) and where its value begins (-1: it cannot be told). */
export type Member = { readonly index: number; readonly value: number };

/** Reads a member's name, whose quotation mark is at `at`. */
export function memberStart(scan: TextScan, at: number, names: readonly Buffer[]): Member {
  const { bytes } = scan;
  const end = stringEnd(bytes, at + 1);
  // An escaped name may be any of them.
  if (end === -1 || (scan.escapes && hasBackslash(bytes, at, end))) return { index: -1, value: -1 };
  const after = skipSpaces(bytes, end + 1);
  if (bytes[after] !== colon) return { index: -1, value: -1 };
  let index = names.length - 1;
  while (index >= 0 && !isName(bytes, at + 1, end, names[index])) index--;
  return { index, value: skipSpaces(bytes, after + 1) };
}

function isName(bytes: Buffer, from: number, to: number, name: Buffer | undefined): boolean {
  if (name?.length !== to - from) return false;
  for (let at = 0; at < name.length; at++) if (bytes[from + at] !== name[at]) return false;
  return true;
}

/** Where what follows the value at `at` begins; -1 when the text ends in it. */
export function valueEnd(scan: TextScan, at: number): number {
  const { bytes } = scan;
  const first = bytes[at];
  if (first === quote) {
    const end = stringEnd(bytes, at + 1);
    return end === -1 ? -1 : skipSpaces(bytes, end + 1);
  }
  if (first === openBrace || first === openBracket) {
    const end = closingBracket(scan, at);
    return end === -1 ? -1 : skipSpaces(bytes, end + 1);
  }
  return scalarEnd(scan, at);
}

function scalarEnd(scan: TextScan, at: number): number {
  const { bytes } = scan;
  const isNumber = isOfNumber(bytes[at] ?? 0);
  for (let from = at; from < bytes.length; from++) {
    const code = bytes[from] as number;
    if (isNumber && isExponent(code)) scan.longNumbers = true;
    if (code !== comma && code !== closeBrace && code !== closeBracket) continue;
    if (isNumber && from - at >= longDigits) scan.longNumbers = true;
    return from;
  }
  return -1;
}

/** Minus, point or slash (which is in no number), or a digit. */
const isOfNumber = (code: number): boolean => code >= 0x2d && code <= 0x39;
const isExponent = (code: number): boolean => code === 0x65 || code === 0x45;
/** Sixteen digits are too many; with point and minus a few numbers are counted in that are not. */
const longDigits = 16;

/** The quotation mark that ends a string whose first byte is at `from`; -1 when there is none. */
function stringEnd(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) return at;
    if (byte === backslash) at++;
  }
  return -1;
}

/** The bracket that closes the one at `at`; the two kinds are not told apart. */
function closingBracket(scan: TextScan, at: number): number {
  const { bytes } = scan;
  let depth = 0;
  let digits = 0;
  for (let from = at; from < bytes.length; from++) {
    const code = bytes[from] as number;
    if (isOfNumber(code)) {
      if (++digits >= longDigits) scan.longNumbers = true;
      continue;
    }
    if (digits > 0 && isExponent(code)) scan.longNumbers = true;
    digits = 0;
    if (code === quote) {
      from = stringEnd(bytes, from + 1);
      if (from === -1) return -1;
    } else if (code === openBrace || code === openBracket) depth++;
    else if ((code === closeBrace || code === closeBracket) && --depth === 0) return from;
  }
  return -1;
}

function hasBackslash(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] === backslash) return true;
  return false;
}
