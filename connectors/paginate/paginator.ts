import type { PageStop, Pagination } from '../../core/connector/model.ts';
import type { RawRecord } from '../records/read-records.ts';
import type { QueryParameter } from '../request/http.ts';

/** Where a page is: an offset, a page number, the value or the address that the ERP gave; null is the first page. */
export type Place = string | number | null;

/** What a page's answer tells about the next one. */
export type PageAnswer = {
  readonly document: unknown;
  readonly records: readonly RawRecord[];
  /** Records on this page, and on all pages up to and with it. */
  readonly count: number;
  readonly read: number;
  /** Records of the whole read, where the ERP says so. */
  readonly total: number | undefined;
  /** Where this page came from: relative links start there. */
  readonly url: URL;
};

export type NextPage =
  | { readonly kind: 'end' }
  | { readonly kind: 'page'; readonly place: Place }
  | { readonly kind: 'broken'; readonly code: string; readonly message: string };

/** Pure: what to ask for a page, and where its answer says the next one is. */
export type Paginator = {
  readonly first: Place;
  /** Query parameters that ask for the page. */
  query(place: Place): readonly QueryParameter[];
  /** The whole address of the page where the ERP gave one; the stream's own query is not added to it. */
  link(place: Place): string | undefined;
  next(place: Place, answer: PageAnswer): NextPage;
  /** Of pages that overlap on purpose. */
  readonly overlap?: {
    /** True for a page that goes back; only then may an address be asked for again. */
    isAgain(place: Place): boolean;
    /** The records of a page without those that came as they are on the page before. */
    fresh(place: Place, records: readonly RawRecord[]): readonly RawRecord[];
  };
};

type Definitions = { readonly [K in Pagination['kind']]: Extract<Pagination, { readonly kind: K }> };

/** One way to page. Its fields and their checks are in schemas/config/connector.schema.json under the same kind. */
export type PaginationKind<K extends Pagination['kind']> = {
  readonly kind: K;
  readonly doc: string;
  readonly example: Definitions[K];
  create(definition: Definitions[K]): Paginator;
};

type CountedPages = { readonly pageSize: number; readonly stop?: PageStop };

export const end: NextPage = { kind: 'end' };
export const noLink = (): undefined => undefined;

/** The parameter that asks for a page size, where the definition has both. */
export function sizeQuery(size: string | undefined, pageSize: number | undefined): readonly QueryParameter[] {
  return size === undefined || pageSize === undefined ? [] : [[size, String(pageSize)]];
}

/**
 * Whether a page that was counted out is the last: it is empty, or all records that the ERP announced are read. A short
 * page ends the read only where the connector says so, because an ERP that caps the page size makes every page short.
 */
export function isLastPage({ count, read, total }: PageAnswer, definition: CountedPages): boolean {
  if (count === 0) return true;
  if (total !== undefined) return read >= total;
  return definition.stop === 'short-page' && count < definition.pageSize;
}
