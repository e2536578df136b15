import { describe, expect, test } from '@jest/globals';
import { createPaginator, paginationKinds } from '../../../connectors/paginate/pagination-kinds.ts';
import type { NextPage, PageAnswer, Place } from '../../../connectors/paginate/paginator.ts';
import type { Pagination } from '../../../core/connector/model.ts';
import { schemaErrors, schemaKinds } from '../support/spec-branches.ts';

describe('the registry', () => {
  test('says what the connector schema says', () => {
    const kinds = Object.entries(paginationKinds).map(([name, { kind, doc }]) => {
      expect(kind).toBe(name);
      return [kind, doc];
    });
    expect(Object.fromEntries(kinds)).toEqual(schemaKinds('pagination'));
  });

  test.each(Object.values(paginationKinds))('the example of $kind fits the schema', ({ example }) => {
    expect(schemaErrors('pagination', example)).toBeNull();
  });
});

const url = new URL('https://erp.test/api/items?a=1');

function next(definition: Pagination, place: Place, answer: Partial<PageAnswer>): NextPage {
  const whole = { document: {}, records: [], count: 10, read: 10, total: undefined, url, ...answer };
  return createPaginator(definition).next(place, whole);
}

const end = { kind: 'end' };
const page = (place: Place): unknown => ({ kind: 'page', place });

describe('offset', () => {
  const definition = { kind: 'offset', offset: 'skip', limit: 'take', pageSize: 10 } as const;

  test('asks for an offset and a size', () => {
    const { first, query } = createPaginator(definition);
    expect(first).toBe(0);
    expect(query(20)).toEqual([
      ['skip', '20'],
      ['take', '10'],
    ]);
  });

  test('ends after an empty page; a short one may be the ERP capping the page size', () => {
    expect(next(definition, 0, { count: 10 })).toEqual(page(10));
    expect(next(definition, 10, { count: 9 })).toEqual(page(19));
    expect(next(definition, 19, { count: 0 })).toEqual(end);
  });

  test('ends after a short page where the connector says so', () => {
    const short = { ...definition, stop: 'short-page' } as const;
    expect(next(short, 0, { count: 10 })).toEqual(page(10));
    expect(next(short, 10, { count: 9 })).toEqual(end);
  });

  test('with a total ends when that is read, also where the ERP caps the page size', () => {
    expect(next(definition, 0, { count: 4, read: 4, total: 9 })).toEqual(page(4));
    expect(next(definition, 4, { count: 5, read: 9, total: 9 })).toEqual(end);
    expect(next(definition, 4, { count: 0, read: 4, total: 9 })).toEqual(end);
  });
});

describe('page number', () => {
  const definition = { kind: 'page-number', page: 'p', pageSize: 10 } as const;

  test('counts from 1, or from what the ERP calls the first', () => {
    expect(createPaginator(definition).query(1)).toEqual([['p', '1']]);
    expect(createPaginator({ ...definition, first: 0, size: 'n' }).query(0)).toEqual([
      ['p', '0'],
      ['n', '10'],
    ]);
    expect(next(definition, 1, {})).toEqual(page(2));
    expect(next(definition, 2, { count: 3 })).toEqual(page(3));
    expect(next({ ...definition, stop: 'short-page' }, 2, { count: 3 })).toEqual(end);
  });
});

describe('cursor', () => {
  const definition = {
    kind: 'cursor',
    send: 'after',
    at: '$.next',
    hasMore: '$.more',
    size: 'n',
    pageSize: 5,
  } as const;

  test('asks for the first page without a cursor', () => {
    const { first, query } = createPaginator(definition);
    expect(query(first)).toEqual([['n', '5']]);
    expect(query('abc')).toEqual([
      ['after', 'abc'],
      ['n', '5'],
    ]);
  });

  test.each([
    [{ next: 'abc' }, page('abc')],
    [{ next: 17, more: true }, page('17')],
    [{ next: 'abc', more: 'true' }, page('abc')],
    [{ next: 'abc', more: false }, end],
    [{ next: 'abc', more: 'false' }, end],
    [{ next: 'abc', more: 0 }, end],
    [{ next: '' }, end],
    [{ next: null }, end],
    [{}, end],
  ])('%j', (document, expected) => {
    expect(next(definition, null, { document })).toEqual(expected);
  });

  test('more without a cursor is a broken answer, and so is a cursor of several values', () => {
    for (const document of [{ more: true }, { next: { id: 1 } }])
      expect(next(definition, null, { document })).toMatchObject({ kind: 'broken', code: 'next-page-missing' });
  });
});

describe('next link', () => {
  const definition = { kind: 'next-link', at: "$['@odata.nextLink']" } as const;
  test.each([
    ['items?$skiptoken=5', page('https://erp.test/api/items?$skiptoken=5')],
    ['/v2/items', page('https://erp.test/v2/items')],
    ['https://files.test/items?x=%20', page('https://files.test/items?x=%20')],
    ['', end],
    [null, end],
    [undefined, end],
  ])('%s', (link, expected) => {
    expect(next(definition, null, { document: { '@odata.nextLink': link } })).toEqual(expected);
  });

  test('an object is no address', () => {
    const document = { '@odata.nextLink': { href: 'x' } };
    expect(next(definition, null, { document })).toMatchObject({ kind: 'broken', code: 'next-page-missing' });
  });
});

test('none has one page', () => {
  expect(createPaginator({ kind: 'none' }).query(null)).toEqual([]);
  expect(next({ kind: 'none' }, null, {})).toEqual(end);
});
