import { end, noLink, type PaginationKind } from './paginator.ts';

/** One answer has all records. */
export const none: PaginationKind<'none'> = {
  kind: 'none',
  doc: 'One answer has all records.',
  example: { kind: 'none' },
  create: () => ({ first: null, query: () => [], link: noLink, next: () => end }),
};
