import { end, isLastPage, noLink, type PaginationKind } from './paginator.ts';

/** Each request says how many records to skip: as many as have been read, whatever size the ERP gave the pages. */
export const offset: PaginationKind<'offset'> = {
  kind: 'offset',
  doc: 'Each request says how many records to skip.',
  example: { kind: 'offset', offset: 'skip', limit: 'take', pageSize: 200 },
  create: (definition) => ({
    first: 0,
    link: noLink,
    query: (place) => [
      [definition.offset, String(place ?? 0)],
      [definition.limit, String(definition.pageSize)],
    ],
    next: (place, answer) =>
      isLastPage(answer, definition) ? end : { kind: 'page', place: Number(place) + answer.count },
  }),
};
