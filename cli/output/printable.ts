import { type Style, styleMarks } from './style.ts';

/** Control characters apart from line feed and tab, and what turns the direction of a text round. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get to a terminal
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const marks = new Map<string, string>(Object.values(styleMarks).flatMap(({ on, off }) => [on, off] as const));
const marked = new RegExp(`[${[...marks.keys()].join('')}]`, 'g');

const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * A text as it may go to a terminal: control characters, which an ERP or an argument may bring, are written `\u001b`; the
 * marks of `Style` become its colours. Everything that people read goes through here.
 */
export function printable(text: string, style?: Pick<Style, 'coloured'>): string {
  return text
    .replaceAll(unprintable, escaped)
    .replaceAll(marked, (mark) => (style?.coloured === true ? (marks.get(mark) ?? '') : escaped(mark)));
}
