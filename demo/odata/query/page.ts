import { type EntityType, type Property, propertyOf, type Row } from '../edm.ts';
import type { StoredRow } from '../store.ts';
import { type Comparable, comparableOf, compareValues } from './comparable.ts';
import { type Filter, passes } from './filter.ts';
import type { OrderTerm } from './options.ts';
import type { SkipToken } from './skip-token.ts';

export const defaultPageSize = 200;
export const greatestPageSize = 1000;

/** A row with its values in the order asked for, ready to be compared. */
type Placed = { readonly values: readonly Comparable[]; readonly sequence: number };
export type PlacedRow = Placed & { readonly row: Row };

export type PageRequest = {
  readonly terms: readonly OrderTerm[];
  readonly orderText: string;
  readonly filter: Filter | undefined;
  readonly top: number | undefined;
  readonly skip: number;
  readonly token: SkipToken | undefined;
  /** Begins after as many rows as were delivered, as careless services do, and not after the last of them. */
  readonly byNumber: boolean;
  readonly size: number;
};

export type Page = { readonly rows: readonly Row[]; readonly next: SkipToken | undefined };

/** The order asked for, made total by the key: without that, rows that tie could move between pages. */
export function totalOrder(type: EntityType, order: readonly OrderTerm[]): readonly OrderTerm[] {
  const named = new Set(order.map((term) => term.property.name));
  const keys = type.key
    .filter((name) => !named.has(name))
    .map((name) => propertyOf(type, name))
    .filter((property): property is Property => property !== undefined);
  return [...order, ...keys.map((property) => ({ property, descending: false }))];
}

/** The values by which a row is placed. */
function valuesOf(terms: readonly OrderTerm[], raw: (name: string, index: number) => unknown): readonly Comparable[] {
  return terms.map(({ property }, index) => comparableOf(property.type, raw(property.name, index)));
}

function comparePlaces(terms: readonly OrderTerm[], left: Placed, right: Placed): number {
  for (const [index, { descending }] of terms.entries()) {
    const order = compareValues(left.values[index] ?? null, right.values[index] ?? null);
    if (order !== 0) return descending ? -order : order;
  }
  return left.sequence - right.sequence;
}

export function sortRows(rows: readonly StoredRow[], terms: readonly OrderTerm[]): readonly PlacedRow[] {
  return rows
    .map(({ row, sequence }) => ({ row, sequence, values: valuesOf(terms, (name) => row[name]) }))
    .sort((left, right) => comparePlaces(terms, left, right));
}

/** The index of the first row after the token's. The row itself may be gone, or may have moved. */
function startAfter(sorted: readonly PlacedRow[], terms: readonly OrderTerm[], token: SkipToken): number {
  const place = { values: valuesOf(terms, (_name, index) => token.after[index]), sequence: token.sequence };
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = sorted[middle];
    if (row !== undefined && comparePlaces(terms, row, place) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One page of sorted rows, and where the next one begins if there is one. */
export function pageOf(sorted: readonly PlacedRow[], request: PageRequest): Page {
  const { token, terms, filter } = request;
  const taken = token?.taken ?? 0;
  const wanted = Math.min(request.size, Math.max(0, (request.top ?? Number.POSITIVE_INFINITY) - taken));
  const isFromStart = token === undefined || request.byNumber;
  let toSkip = token === undefined ? request.skip : request.byNumber ? taken : 0;
  const page: PlacedRow[] = [];
  for (let index = isFromStart ? 0 : startAfter(sorted, terms, token); index < sorted.length; index += 1) {
    const placed = sorted[index];
    if (placed === undefined || (filter !== undefined && !passes(filter, placed.row))) continue;
    if (toSkip > 0) toSkip -= 1;
    else if (page.length < wanted) page.push(placed);
    else return { rows: page.map(({ row }) => row), next: tokenAfter(request, page, taken) };
  }
  return { rows: page.map(({ row }) => row), next: undefined };
}

function tokenAfter(request: PageRequest, page: readonly PlacedRow[], taken: number): SkipToken | undefined {
  const last = page.at(-1);
  const total = taken + page.length;
  if (last === undefined || total === request.top) return undefined;
  const after = request.terms.map(({ property }) => {
    const value = last.row[property.name];
    return typeof value === 'string' || typeof value === 'boolean' ? value : null;
  });
  return { order: request.orderText, after, sequence: last.sequence, taken: total, size: request.size };
}

/** How many rows pass. */
export function countRows(rows: readonly StoredRow[], filter: Filter | undefined): number {
  return filter === undefined ? rows.length : rows.filter(({ row }) => passes(filter, row)).length;
}
