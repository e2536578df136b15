import type { Pagination } from '../../core/connector/model.ts';
import { cursor } from './cursor.ts';
import { nextLink } from './next-link.ts';
import { none } from './none.ts';
import { offset } from './offset.ts';
import { pageNumber } from './page-number.ts';
import type { PaginationKind, Paginator } from './paginator.ts';

type Kinds = { readonly [K in Pagination['kind']]: PaginationKind<K> };

/** Every way to page. A new one is a file and a line here. */
export const paginationKinds: Kinds = {
  none,
  offset,
  'page-number': pageNumber,
  cursor,
  'next-link': nextLink,
};

export function createPaginator<K extends Pagination['kind']>(
  definition: Extract<Pagination, { readonly kind: K }>,
): Paginator {
  const kind: Kinds[K] = paginationKinds[definition.kind as K];
  return kind.create(definition as never);
}
