import { type EdmType, type EntityType, type Property, propertyOf, type Row } from '../edm.ts';
import { badRequest } from '../odata-error.ts';
import { type Comparable, comparableOf, compareValues } from './comparable.ts';
import { type Token, tokensOf } from './tokens.ts';

const operators = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const;
type Operator = (typeof operators)[number];

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly operand: Filter }
  | { readonly kind: 'compare'; readonly property: Property; readonly operator: Operator; readonly value: Comparable };

/** Deeper nesting than any client writes; it bounds the recursion. */
const greatestDepth = 50;

type Cursor = { readonly type: EntityType; readonly tokens: readonly Token[]; next: number; depth: number };

/** Parses `$filter`. Throws an ODataError 400 that says what is wrong and where. */
export function parseFilter(type: EntityType, text: string): Filter {
  const cursor: Cursor = { type, tokens: tokensOf(text), next: 0, depth: 0 };
  const filter = parseOr(cursor);
  const rest = cursor.tokens[cursor.next];
  if (rest !== undefined) throw unexpected(rest, "'and', 'or' or the end");
  return filter;
}

function unexpected(token: Token | undefined, expected: string): Error {
  const found = token === undefined ? 'the end' : `'${token.text}' at position ${token.at + 1}`;
  return badRequest(`$filter: found ${found}, expected ${expected}.`);
}

function takeWord(cursor: Cursor, word: string): boolean {
  const token = cursor.tokens[cursor.next];
  if (token?.kind !== 'word' || token.text !== word) return false;
  cursor.next += 1;
  return true;
}

function parseOr(cursor: Cursor): Filter {
  let left = parseAnd(cursor);
  while (takeWord(cursor, 'or')) left = { kind: 'or', left, right: parseAnd(cursor) };
  return left;
}

function parseAnd(cursor: Cursor): Filter {
  let left = parseUnary(cursor);
  while (takeWord(cursor, 'and')) left = { kind: 'and', left, right: parseUnary(cursor) };
  return left;
}

function parseUnary(cursor: Cursor): Filter {
  cursor.depth += 1;
  if (cursor.depth > greatestDepth) throw badRequest(`$filter: nested deeper than ${greatestDepth} levels.`);
  const filter = parseOperand(cursor);
  cursor.depth -= 1;
  return filter;
}

function parseOperand(cursor: Cursor): Filter {
  if (takeWord(cursor, 'not')) return { kind: 'not', operand: parseUnary(cursor) };
  if (cursor.tokens[cursor.next]?.kind !== 'open') return parseComparison(cursor);
  cursor.next += 1;
  const inner = parseOr(cursor);
  const close = cursor.tokens[cursor.next];
  if (close?.kind !== 'close') throw unexpected(close, "')'");
  cursor.next += 1;
  return inner;
}

function parseComparison(cursor: Cursor): Filter {
  const [name, operatorToken, literal] = cursor.tokens.slice(cursor.next, cursor.next + 3);
  if (name?.kind !== 'word') throw unexpected(name, 'a property');
  const property = propertyOf(cursor.type, name.text);
  if (property === undefined) throw badRequest(`$filter: ${cursor.type.name} has no property '${name.text}'.`);
  const operator = operators.find((candidate) => candidate === operatorToken?.text);
  if (operator === undefined) throw unexpected(operatorToken, `one of ${operators.join(', ')}`);
  const value = literalValue(property, literal);
  cursor.next += 3;
  return { kind: 'compare', property, operator, value };
}

type Literal = { readonly type: EdmType; readonly value: unknown };

function literalOf(token: Token | undefined): Literal | 'null' {
  switch (token?.kind) {
    case 'string':
      return { type: 'Edm.String', value: token.text.slice(1, -1).replaceAll("''", "'") };
    case 'moment':
      return { type: 'Edm.DateTimeOffset', value: token.text };
    case 'date':
      return { type: 'Edm.Date', value: token.text };
    case 'number':
      return { type: 'Edm.Decimal', value: token.text };
    case 'word':
      if (token.text === 'null') return 'null';
      if (token.text === 'true' || token.text === 'false') return { type: 'Edm.Boolean', value: token.text === 'true' };
      throw unexpected(token, 'a literal');
    default:
      throw unexpected(token, 'a literal');
  }
}

function literalValue(property: Property, token: Token | undefined): Comparable {
  const literal = literalOf(token);
  if (literal === 'null') return null;
  if (literal.type !== property.type) {
    throw badRequest(`$filter: ${property.name} is ${property.type}, but '${token?.text}' is ${literal.type}.`);
  }
  if ((token?.kind === 'moment' || token?.kind === 'date') && Number.isNaN(Date.parse(token.text))) {
    throw unexpected(token, 'a date that exists');
  }
  return comparableOf(property.type, literal.value);
}

/** Whether a row passes. Null equals null only, and is neither greater nor less than anything. */
export function passes(filter: Filter, row: Row): boolean {
  switch (filter.kind) {
    case 'and':
      return passes(filter.left, row) && passes(filter.right, row);
    case 'or':
      return passes(filter.left, row) || passes(filter.right, row);
    case 'not':
      return !passes(filter.operand, row);
    case 'compare':
      return holds(filter.operator, comparableOf(filter.property.type, row[filter.property.name]), filter.value);
  }
}

function holds(operator: Operator, left: Comparable, right: Comparable): boolean {
  if (operator === 'eq') return left === right;
  if (operator === 'ne') return left !== right;
  if (left === null || right === null) return false;
  const order = compareValues(left, right);
  switch (operator) {
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
  }
}
