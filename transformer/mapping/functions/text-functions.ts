import { textOf } from '../expression/values.ts';
import { MAX_TEXT } from '../limits.ts';
import { MappingError } from '../mapping-error.ts';
import { defineFunction, type MappingFunction, type Optional } from './function.ts';

type Text = Optional<string>;
type Count = Optional<number>;

function checkLength(length: number): void {
  if (length > MAX_TEXT) throw new MappingError('too-long', `a text is longer than ${MAX_TEXT} characters`);
}

/** Characters are code points: a text outside the basic plane is taken apart, any other is its own list. */
function characters(text: string): string | readonly string[] {
  return /[\ud800-\udfff]/.test(text) ? [...text] : text;
}

function substring(text: Text, start: Count, length: Count): Text {
  if (text === undefined) return undefined;
  const all = characters(text);
  // A missing start counts as NaN, which slice takes as 0.
  const from = all.length + Number(start) < 0 ? 0 : Number(start);
  if (length !== undefined && length <= 0) return '';
  const to = length === undefined ? undefined : (from >= 0 ? 0 : all.length) + from + length;
  const part = all.slice(from, to);
  return typeof part === 'string' ? part : part.join('');
}

function pad(text: Text, width: Count, fill: Text): Text {
  if (text === undefined) return undefined;
  const total = Math.trunc(Number(width));
  const missing = Math.abs(total) - characters(text).length;
  if (!(missing > 0)) return text;
  checkLength(missing);
  const filling = fill === undefined || fill === '' ? ' ' : fill;
  const repeated = characters(filling.repeat(Math.ceil(missing / characters(filling).length))).slice(0, missing);
  const padding = typeof repeated === 'string' ? repeated : repeated.join('');
  return total > 0 ? text + padding : padding + text;
}

function replace(text: Text, pattern: Text, replacement: Text, limit: Count): Text {
  if (text === undefined) return undefined;
  if (pattern === '') throw new MappingError('D3010', '$replace cannot replace an empty text');
  if (limit !== undefined && limit < 0) throw new MappingError('D3011', 'the limit of $replace must not be negative');
  if (limit === 0) return text;
  if (pattern === undefined) throw new MappingError('missing-argument', '$replace needs the text to replace');
  let result = '';
  let position = 0;
  let found = text.indexOf(pattern);
  for (let count = 0; found !== -1 && (limit === undefined || count < limit); count++) {
    result += text.slice(position, found) + String(replacement);
    checkLength(result.length);
    position = found + pattern.length;
    found = text.indexOf(pattern, position);
  }
  return result + text.slice(position);
}

function split(text: Text, separator: Text, limit: Count): Optional<readonly string[]> {
  if (text === undefined) return undefined;
  if (limit !== undefined && limit < 0) throw new MappingError('D3020', 'the limit of $split must not be negative');
  if (limit === 0) return [];
  if (separator === undefined) throw new MappingError('missing-argument', '$split needs a separator');
  return text.split(separator, limit);
}

function join(texts: Optional<readonly string[]>, separator: Text): Text {
  if (texts === undefined) return undefined;
  const between = separator ?? '';
  checkLength(texts.reduce((sum, text) => sum + text.length + between.length, 0));
  return texts.join(between);
}

/** The part before or after the first occurrence. A missing separator is searched for as the text "undefined", as in jsonata. */
function cut(text: Text, separator: Text, take: (text: string, at: number) => string): Text {
  if (text === undefined) return undefined;
  const at = text.indexOf(String(separator));
  return at < 0 ? text : take(text, at);
}

function after(text: Text, separator: Text): Text {
  return cut(text, separator, (whole, at) => {
    if (separator === undefined) throw new MappingError('missing-argument', '$substringAfter needs a separator');
    return whole.slice(at + separator.length);
  });
}

/** Only the blanks of JSON are blanks; $text takes all of Unicode's. */
function trim(text: Text): Text {
  return text?.replace(/[ \t\n\r]+/g, ' ').replace(/^ | $/g, '');
}

export const textFunctions: readonly MappingFunction[] = [
  defineFunction<[unknown, Optional<boolean>]>({
    name: 'string',
    signature: '<x-b?:s>',
    doc: 'Any value as text; lists and objects as JSON, indented if the second argument is true.',
    example: "$string(5) = '5'",
    implementation: (value, indented) => (value === undefined ? undefined : textOf(value, indented === true ? 2 : 0)),
  }),
  defineFunction<[Text]>({
    name: 'length',
    signature: '<s-:n>',
    doc: 'Number of characters.',
    example: "$length('abc') = 3",
    implementation: (text) => (text === undefined ? undefined : characters(text).length),
  }),
  defineFunction<[Text, Count, Count]>({
    name: 'substring',
    signature: '<s-nn?:s>',
    doc: 'The part from a position (0 is the first, negative counts from the end), of at most that length.',
    example: "$substring('hello', 1, 3) = 'ell'",
    implementation: substring,
  }),
  defineFunction<[Text, Text]>({
    name: 'substringBefore',
    signature: '<s-s:s>',
    doc: 'The part before the first occurrence; the whole text if there is none.',
    example: "$substringBefore('4711-A', '-') = '4711'",
    implementation: (text, separator) => cut(text, separator, (whole, at) => whole.slice(0, at)),
  }),
  defineFunction<[Text, Text]>({
    name: 'substringAfter',
    signature: '<s-s:s>',
    doc: 'The part after the first occurrence; the whole text if there is none.',
    example: "$substringAfter('4711-A', '-') = 'A'",
    implementation: after,
  }),
  defineFunction<[Text]>({
    name: 'uppercase',
    signature: '<s-:s>',
    doc: 'In capital letters.',
    example: "$uppercase('se') = 'SE'",
    implementation: (text) => text?.toUpperCase(),
  }),
  defineFunction<[Text]>({
    name: 'lowercase',
    signature: '<s-:s>',
    doc: 'In small letters.',
    example: "$lowercase('SE') = 'se'",
    implementation: (text) => text?.toLowerCase(),
  }),
  defineFunction<[Text]>({
    name: 'trim',
    signature: '<s-:s>',
    doc: 'Without blanks at both ends, and one blank for several within.',
    example: "$trim(' a  b ') = 'a b'",
    implementation: trim,
  }),
  defineFunction<[Text, Count, Text]>({
    name: 'pad',
    signature: '<s-ns?:s>',
    doc: 'Filled up to a width, on the right, or on the left if the width is negative.',
    example: "$pad('42', -5, '0') = '00042'",
    implementation: pad,
  }),
  defineFunction<[Text, Text]>({
    name: 'contains',
    signature: '<s-(sf):b>',
    doc: 'Whether the second text occurs in the first.',
    example: "$contains('abc', 'b') = true",
    implementation: (text, part) => (text === undefined || part === undefined ? undefined : text.includes(part)),
  }),
  defineFunction<[Text, Text, Text, Count]>({
    name: 'replace',
    signature: '<s-(sf)(sf)n?:s>',
    doc: 'With every occurrence of a text, or the first so many, replaced.',
    example: "$replace('1.234', '.', '') = '1234'",
    implementation: replace,
  }),
  defineFunction<[Text, Text, Count]>({
    name: 'split',
    signature: '<s-(sf)n?:a>',
    doc: 'The parts between a separator, at most so many.',
    example: "$split('a,b', ',') = ['a', 'b']",
    implementation: split,
  }),
  defineFunction<[Optional<readonly string[]>, Text]>({
    name: 'join',
    signature: '<a<s>s?:s>',
    doc: 'A list of texts as one, with a separator between them.',
    example: "$join(['a', 'b'], '-') = 'a-b'",
    implementation: join,
  }),
];
