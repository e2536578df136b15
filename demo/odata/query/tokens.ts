import { badRequest } from '../odata-error.ts';

export type TokenKind = 'space' | 'open' | 'close' | 'string' | 'moment' | 'date' | 'number' | 'word';
export type Token = { readonly kind: TokenKind; readonly text: string; readonly at: number };

/** In order of precedence: a moment begins like a date, and a date like a number. */
const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['space', /[ \t]+/y],
  ['open', /\(/y],
  ['close', /\)/y],
  ['string', /'(?:[^']|'')*'/y],
  ['moment', /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d)(?![\w.:-])/y],
  ['date', /\d{4}-\d\d-\d\d(?![\w.:-])/y],
  ['number', /-?\d+(?:\.\d{1,10})?(?![\w.:-])/y],
  ['word', /[A-Za-z_]\w*(?![\w.:/(-])/y],
];

/** The tokens of a `$filter`, without spaces. Throws an ODataError 400 at the first character that fits none. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const token = tokenAt(text, at);
    if (token === undefined) {
      throw badRequest(`$filter: cannot read '${text.slice(at, at + 20)}' at position ${at + 1}.`);
    }
    if (token.kind !== 'space') tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(text: string, at: number): Token | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) return { kind, text: match[0], at };
  }
  return undefined;
}
