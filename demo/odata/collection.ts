import type { Answer } from '../common/send.ts';
import type { Row } from './edm.ts';
import type { PageFaultKind } from './faults.ts';
import { jsonAnswer } from './http/answer.ts';
import { type EntitySetName, entityTypes } from './model.ts';
import { passes } from './query/filter.ts';
import { collectionOptions, type OrderTerm, parseOptions, type QueryOptions } from './query/options.ts';
import {
  countRows,
  defaultPageSize,
  greatestPageSize,
  type PlacedRow,
  pageOf,
  sortRows,
  totalOrder,
} from './query/page.ts';
import { contextUrl, present } from './query/present.ts';
import { formatQueryString, type QueryString } from './query/query-string.ts';
import { formatSkipToken, parseSkipToken, type SkipToken } from './query/skip-token.ts';
import type { Store } from './store.ts';

/** The rows of an entity set in some order, sorted once for each version of the rows. */
export type SortedRows = (entitySet: EntitySetName, terms: readonly OrderTerm[]) => readonly PlacedRow[];

export function createSortedRows(store: StoredRows): SortedRows {
  const sorted = new Map<string, readonly PlacedRow[]>();
  let version = store.version();
  return (entitySet, terms) => {
    // A handful of orders is in use at a time; more than 16 are somebody's experiments.
    if (version !== store.version() || sorted.size > 16) sorted.clear();
    version = store.version();
    const key = `${entitySet} ${orderTextOf(terms)}`;
    const rows = sorted.get(key) ?? sortRows(store.all(entitySet), terms);
    sorted.set(key, rows);
    return rows;
  };
}

export type CollectionRequest = {
  readonly entitySet: EntitySetName;
  readonly query: QueryString;
  readonly rawQuery: string;
  /** The `Prefer` header. */
  readonly prefer: string | undefined;
  readonly pageFault: PageFaultKind | undefined;
};

/** What answers know of the rows. */
export type StoredRows = Pick<Store, 'all' | 'find' | 'version'>;

export type CollectionSource = {
  readonly store: StoredRows;
  readonly sortedRows: SortedRows;
  /** What a test does to each record on its way out. */
  readonly tampered: (entitySet: EntitySetName, row: Row) => Row;
  /** What has become of a record's fields since the API changed. */
  readonly drifted: (entitySet: EntitySetName, row: Row, shown: Row) => Row;
  /** Puts a row before that one, or removes it, as somebody does while others read. */
  readonly shift: (entitySet: EntitySetName, kind: PageFaultKind, first: Row) => void;
};

function orderTextOf(terms: readonly OrderTerm[]): string {
  return terms.map(({ property, descending }) => `${property.name}${descending ? ' desc' : ''}`).join(',');
}

/** The page size the client prefers (OData Protocol 8.2.8.5), bounded; undefined when it has no preference. */
function preferredPageSize(prefer: string | undefined): number | undefined {
  const [, digits] = /(?:^|[,;\s])(?:odata\.)?maxpagesize\s*=\s*"?(\d{1,9})"?/i.exec(prefer ?? '') ?? [];
  const size = Number(digits ?? 0);
  return size === 0 ? undefined : Math.min(size, greatestPageSize);
}

/** One page of an entity set, with a relative next link when there are more. Throws an ODataError 400. */
export function answerCollection(request: CollectionRequest, source: CollectionSource): Answer {
  const { entitySet } = request;
  const type = entityTypes[entitySet];
  const options = parseOptions(type, request.query, collectionOptions);
  const terms = totalOrder(type, options.order);
  const orderText = orderTextOf(terms);
  const token =
    options.skipToken === undefined ? undefined : parseSkipToken(options.skipToken, orderText, terms.length);
  const preferred = preferredPageSize(request.prefer);
  const isShifted = token !== undefined && shifted(request, source, terms, options);
  const page = pageOf(source.sortedRows(entitySet, terms), {
    ...options,
    terms,
    orderText,
    token,
    byNumber: isShifted,
    size: preferred ?? token?.size ?? defaultPageSize,
  });
  const value = page.rows.map((row) => {
    return source.drifted(entitySet, row, present(type, source.tampered(entitySet, row), options));
  });
  const body = {
    '@odata.context': contextUrl(entitySet, options, type),
    ...countOf(options, entitySet, source.store),
    value: request.pageFault === 'backwards' ? value.reverse() : value,
    ...nextLinkOf(request, page.next),
  };
  const applied: Record<string, string> =
    preferred === undefined ? {} : { 'preference-applied': `odata.maxpagesize=${preferred}` };
  return jsonAnswer(JSON.stringify(body), applied);
}

/** True when a row has come or gone before the page that is asked for. */
function shifted(
  { entitySet, pageFault }: CollectionRequest,
  source: CollectionSource,
  terms: readonly OrderTerm[],
  { filter }: QueryOptions,
): boolean {
  if (pageFault !== 'shift-insert' && pageFault !== 'shift-delete') return false;
  const first = source.sortedRows(entitySet, terms).find(({ row }) => filter === undefined || passes(filter, row));
  if (first !== undefined) source.shift(entitySet, pageFault, first.row);
  return first !== undefined;
}

/** A text, as IEEE754Compatible asks for of Edm.Int64. */
function countOf(options: QueryOptions, entitySet: EntitySetName, store: StoredRows): Row {
  return options.count ? { '@odata.count': String(countRows(store.all(entitySet), options.filter)) } : {};
}

function nextLinkOf({ entitySet, query, rawQuery, pageFault }: CollectionRequest, next: SkipToken | undefined): Row {
  if (pageFault === 'repeat-next-link') {
    return { '@odata.nextLink': rawQuery === '' ? entitySet : `${entitySet}?${rawQuery}` };
  }
  if (next === undefined) return {};
  const options = new Map(query).set('$skiptoken', formatSkipToken(next));
  return { '@odata.nextLink': `${entitySet}?${formatQueryString(options)}` };
}
