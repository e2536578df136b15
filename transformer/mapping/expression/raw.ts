import jsonata from 'jsonata';
import { MAX_BRACKET_DEPTH, MAX_DOUBLINGS, MAX_EXPRESSION_LENGTH } from '../limits.ts';
import type { Refusal } from './refusal.ts';
import { scan } from './scan.ts';

/** A node of jsonata's syntax tree, as far as it is looked at. Positions are those of the token's end. */
export type RawNode = {
  readonly type: string;
  readonly value?: unknown;
  readonly position?: number;
  readonly steps?: readonly RawNode[];
  readonly predicate?: readonly RawStage[];
  readonly stages?: readonly RawStage[];
  readonly group?: { readonly position?: number };
  readonly keepArray?: boolean;
  readonly keepSingletonArray?: boolean;
  readonly consarray?: boolean;
  readonly focus?: string;
  readonly index?: string;
  readonly expressions?: readonly RawNode[];
  readonly expression?: RawNode;
  readonly lhs?: RawNode | readonly (readonly [RawNode, RawNode])[];
  readonly rhs?: RawNode;
  readonly condition?: RawNode;
  readonly then?: RawNode;
  readonly else?: RawNode;
  readonly arguments?: readonly RawNode[];
  readonly procedure?: RawNode;
};
export type RawStage = { readonly type: string; readonly expr?: RawNode; readonly position?: number };

type Parsed = { readonly ok: true; readonly tree: RawNode } | { readonly ok: false; readonly refusal: Refusal };

function refuse(offset: number, message: string, hint?: string): Parsed {
  return { ok: false, refusal: { offset, message, ...(hint === undefined ? {} : { hint }) } };
}

/** jsonata reports where a token ends; its start is what a reader looks for. */
function syntaxError(error: unknown, text: string): Parsed {
  const { message, position, token, code } = error as Record<string, unknown>;
  if (error instanceof RangeError)
    return refuse(0, 'The expression is nested too deeply', 'Split it into several fields.');
  const end = typeof position === 'number' ? Math.min(position, text.length) : 0;
  const start = typeof token === 'string' && text.slice(0, end).endsWith(token) ? end - token.length : end;
  const where = code === 'S0207' || code === 'S0203' ? text.length : start;
  return refuse(where, `Not a valid expression: ${String(message)}`, 'A text in it is quoted: \'EUR\' or "EUR".');
}

/** Parses with jsonata, after a look at the text for what its parser cannot bear. */
export function parseExpression(text: string): Parsed {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    return refuse(
      0,
      `The expression has ${text.length} characters, more than ${MAX_EXPRESSION_LENGTH}`,
      'Split it, or put a code list into tables:.',
    );
  }
  if (text.trim() === '') return refuse(0, 'The expression is empty', 'Leave the key out, or name a source field.');
  const { regex, tooDeep, tooManyDefaults } = scan(text, MAX_BRACKET_DEPTH, MAX_DOUBLINGS);
  if (regex !== undefined) {
    return refuse(
      regex,
      'Regular expressions are not part of mappings: some of them take forever on some texts',
      'Use $contains, $substringBefore, $substringAfter, $split or $replace with a text.',
    );
  }
  if (tooDeep !== undefined) {
    return refuse(tooDeep, `More than ${MAX_BRACKET_DEPTH} brackets are open here`, 'Split the expression.');
  }
  if (tooManyDefaults !== undefined) {
    return refuse(
      tooManyDefaults,
      `More than ${MAX_DOUBLINGS} ?? or ?: stand inside the left side of each other`,
      'Write a chain, which needs no parentheses: a ?? b ?? c.',
    );
  }
  try {
    return { ok: true, tree: jsonata(text).ast() as unknown as RawNode };
  } catch (error) {
    return syntaxError(error, text);
  }
}
