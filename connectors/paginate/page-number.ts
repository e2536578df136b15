import { overlappingPages } from './overlapping-pages.ts';
import { end, isLastPage, noLink, type PaginationKind, sizeQuery } from './paginator.ts';

/** Each request says which page it wants. */
export const pageNumber: PaginationKind<'page-number'> = {
  kind: 'page-number',
  doc: 'Each request says which page it wants.',
  example: { kind: 'page-number', page: 'page', size: 'pageSize', pageSize: 100, first: 1 },
  create: ({ page, size, pageSize, first = 1, stop, overlap }) => {
    if (overlap !== undefined && size !== undefined) return overlappingPages({ page, size, pageSize, first, overlap });
    return {
      first,
      link: noLink,
      query: (place) => [[page, String(place ?? first)], ...sizeQuery(size, pageSize)],
      next: (place, answer) =>
        isLastPage(answer, { pageSize, ...(stop === undefined ? {} : { stop }) })
          ? end
          : { kind: 'page', place: Number(place) + 1 },
    };
  },
};
