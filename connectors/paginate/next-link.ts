import { parsePath, valueAt } from '../records/path.ts';
import { resolveLink } from '../request/follow.ts';
import { end, type PaginationKind, sizeQuery } from './paginator.ts';

/** Each answer has the address of the next page, absolute or relative to its own. */
export const nextLink: PaginationKind<'next-link'> = {
  kind: 'next-link',
  doc: 'Each answer has the address of the next page.',
  example: { kind: 'next-link', at: "$['@odata.nextLink']" },
  create: ({ at, size, pageSize }) => {
    const path = parsePath(at);
    return {
      first: null,
      query: (place) => (place === null ? sizeQuery(size, pageSize) : []),
      link: (place) => (typeof place === 'string' ? place : undefined),
      next: (_place, { document, url }) => {
        const value = valueAt(document, path);
        if (value === undefined || value === null || value === '') return end;
        const next = typeof value === 'string' ? resolveLink(value, url) : undefined;
        if (next) return { kind: 'page', place: next.href };
        const message = `What the answer has at ${at} is not an address. Correct the pagination in the connector.`;
        return { kind: 'broken', code: 'next-page-missing', message };
      },
    };
  },
};
