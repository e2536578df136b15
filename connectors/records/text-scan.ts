/** A text of JSON that is walked through without being parsed. */
export type TextScan = {
  readonly text: string;
  /** Whether there is a backslash anywhere: without one every quotation mark begins or ends a string. */
  readonly escapes: boolean;
  /** Becomes true with the first number that may have more digits than JavaScript's hold. */
  longNumbers: boolean;
};

export const openBracket = 0x5b;
const [quote, backslash, comma, colon, space] = [0x22, 0x5c, 0x2c, 0x3a, 0x20];
const [openBrace, closeBrace, closeBracket] = [0x7b, 0x7d, 0x5d];

/** The first place from `at` on where no blank is. Other white space does not occur. */
export function skipSpaces(text: string, at: number): number {
  let from = at;
  while (text.charCodeAt(from) === space) from++;
  return from;
}

/** Which of the names a member has (-1: none) and where its value begins (-1: it cannot be told). */
export type Member = { readonly index: number; readonly value: number };

/** Reads a member's name, whose quotation mark is at `at`. */
export function memberStart(scan: TextScan, at: number, names: readonly string[]): Member {
  const { text } = scan;
  const end = stringEnd(scan, at + 1);
  // An escaped name may be any of them.
  if (end === -1 || (scan.escapes && hasBackslash(text, at, end))) return { index: -1, value: -1 };
  const after = skipSpaces(text, end + 1);
  if (text.charCodeAt(after) !== colon) return { index: -1, value: -1 };
  let index = names.length - 1;
  while (index >= 0) {
    const name = names[index] ?? '';
    if (name.length === end - at - 1 && text.startsWith(name, at + 1)) break;
    index--;
  }
  return { index, value: skipSpaces(text, after + 1) };
}

/** Where what follows the value at `at` begins; -1 when the text ends in it. */
export function valueEnd(scan: TextScan, at: number): number {
  const { text } = scan;
  const first = text.charCodeAt(at);
  if (first === quote) {
    const end = stringEnd(scan, at + 1);
    return end === -1 ? -1 : skipSpaces(text, end + 1);
  }
  if (first === openBrace || first === openBracket) {
    const end = closingBracket(scan, at);
    return end === -1 ? -1 : skipSpaces(text, end + 1);
  }
  return scalarEnd(scan, at);
}

function scalarEnd(scan: TextScan, at: number): number {
  const { text } = scan;
  const isNumber = isOfNumber(text.charCodeAt(at));
  for (let from = at; from < text.length; from++) {
    const code = text.charCodeAt(from);
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

/** The quotation mark that ends a string whose first character is at `from`; -1 when there is none. */
function stringEnd({ text, escapes }: TextScan, from: number): number {
  let end = text.indexOf('"', from);
  while (escapes && end !== -1 && text.charCodeAt(end - 1) === backslash) {
    let slashes = 1;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) break;
    end = text.indexOf('"', end + 1);
  }
  return end;
}

/** The bracket that closes the one at `at`; the two kinds are not told apart. */
function closingBracket(scan: TextScan, at: number): number {
  const { text } = scan;
  let depth = 0;
  let digits = 0;
  for (let from = at; from < text.length; from++) {
    const code = text.charCodeAt(from);
    if (isOfNumber(code)) {
      if (++digits >= longDigits) scan.longNumbers = true;
      continue;
    }
    if (digits > 0 && isExponent(code)) scan.longNumbers = true;
    digits = 0;
    if (code === quote) {
      from = stringEnd(scan, from + 1);
      if (from === -1) return -1;
    } else if (code === openBrace || code === openBracket) depth++;
    else if ((code === closeBrace || code === closeBracket) && --depth === 0) return from;
  }
  return -1;
}

function hasBackslash(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === backslash) return true;
  return false;
}
