import { scalarText } from '../../core/json.ts';
import { type JsonPath, parsePath, valueAt } from '../records/path.ts';
import { end, noLink, type PaginationKind, sizeQuery } from './paginator.ts';

/** Each answer has a value that asks for the next page. */
export const cursor: PaginationKind<'cursor'> = {
  kind: 'cursor',
  doc: 'Each answer has a value that asks for the next page.',
  example: { kind: 'cursor', send: 'cursor', at: '$.meta.nextCursor', hasMore: '$.meta.hasMore' },
  create: ({ send, at, hasMore, size, pageSize }) => {
    const [valuePath, morePath] = [parsePath(at), hasMore === undefined ? undefined : parsePath(hasMore)];
    return {
      first: null,
      link: noLink,
      query: (place) => [...(place === null ? [] : [[send, String(place)] as const]), ...sizeQuery(size, pageSize)],
      next: (_place, { document }) => {
        const more = morePath && flagAt(document, morePath);
        if (more === false) return end;
        const value = valueAt(document, valuePath);
        const place = scalarText(value) ?? '';
        if (place !== '') return { kind: 'page', place };
        const none = value === undefined || value === null || value === '';
        if (none && more !== true) return end;
        const message = none
          ? `The answer says at ${hasMore} that there is more, but has no cursor at ${at}. Correct the pagination in the connector.`
          : `The answer has no single value at ${at} but an object or a list. Correct the pagination in the connector.`;
        return { kind: 'broken', code: 'next-page-missing', message };
      },
    };
  },
};

/** A flag, also one written as text or number; undefined when there is none. */
function flagAt(document: unknown, path: JsonPath): boolean | undefined {
  const value = scalarText(valueAt(document, path))?.toLowerCase();
  return value === undefined ? undefined : !['false', '0', 'no', ''].includes(value);
}
