import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Pagination, StreamDefinition } from '../../../core/connector/model.ts';
import { type ErpAnswer, type ErpRequest, type ErpServer, erpServer } from '../support/erp-server.ts';
import { failure, openItems, readAll, readFirst, readPages, secret } from '../support/reader.ts';

type Style = {
  readonly pagination: (size: number) => Pagination;
  readonly total?: string;
  /** Records from `from`, at most `size`, as this kind of ERP answers them. */
  readonly answer: (request: ErpRequest, list: readonly object[]) => object;
};

const number = (url: URL, name: string, fallback: number): number => Number(url.searchParams.get(name) ?? fallback);

const offset: Style = {
  pagination: (pageSize) => ({ kind: 'offset', offset: '$skip', limit: '$top', pageSize }),
  answer: ({ url }, list) => {
    const from = number(url, '$skip', 0);
    return { items: list.slice(from, from + number(url, '$top', 1_000)), count: list.length };
  },
};

/** An ERP that gives no more than three records at once, whatever it is asked. */
const capped: Style = {
  ...offset,
  total: '$.count',
  answer: ({ url }, list) => {
    const from = number(url, '$skip', 0);
    return { items: list.slice(from, from + Math.min(3, number(url, '$top', 1_000))), count: list.length };
  },
};

const pageNumber: Style = {
  pagination: (pageSize) => ({ kind: 'page-number', page: 'page', size: 'size', pageSize, first: 0 }),
  answer: ({ url }, list) => {
    const [page, size] = [number(url, 'page', 0), number(url, 'size', 1)];
    return { items: list.slice(page * size, (page + 1) * size) };
  },
};

const cursor: Style = {
  pagination: (pageSize) => ({ kind: 'cursor', send: 'after', at: '$.meta.next', size: 'size', pageSize }),
  answer: ({ url }, list) => {
    const end = number(url, 'after', 0) + number(url, 'size', 1);
    return { items: list.slice(end - number(url, 'size', 1), end), meta: { next: end < list.length ? end : null } };
  },
};

const nextLink: Style = {
  pagination: (pageSize) => ({ kind: 'next-link', at: "$['@odata.nextLink']", size: 'size', pageSize }),
  answer: ({ url }, list) => {
    const [from, size] = [number(url, '$skiptoken', 0), number(url, 'size', 1)];
    const end = from + size;
    const link = { '@odata.nextLink': `items?size=${size}&$skiptoken=${end}` };
    return { items: list.slice(from, end), ...(end < list.length ? link : {}) };
  },
};

const none: Style = { pagination: () => ({ kind: 'none' }), answer: (_, list) => ({ items: list }) };

const styles = { offset, capped, pageNumber, cursor, nextLink, none };

describe('every record exactly once, whatever the page size and the number of records', () => {
  test.each(Object.entries(styles))('%s', async (_name, { pagination, answer, total }) => {
    let list: readonly object[] = [];
    await using server = await erpServer((request) => ({ json: answer(request, list) }));
    const size = fc.integer({ min: 1, max: 12 });
    const length = fc.integer({ min: 0, max: 40 });
    await fc.assert(
      fc.asyncProperty(size, length, async (pageSize, count) => {
        list = Array.from({ length: count }, (_, id) => ({ id }));
        const stream = { pagination: pagination(pageSize), ...(total === undefined ? {} : { total }) };
        const records = await readAll(() => openItems(server, { stream }));
        expect(records.map(({ key }) => key)).toEqual(list.map((_, id) => String(id)));
      }),
      { numRuns: 30 },
    );
  });
});

const linked: Partial<StreamDefinition> = { pagination: { kind: 'next-link', at: '$.next' } };
const pageOf = (id: number, next?: string): ErpAnswer => ({ json: { items: [{ id }], ...(next ? { next } : {}) } });

describe('pages', () => {
  test('carry the total, the ERP time, the bytes and a small state', async () => {
    await using server = await erpServer(() => ({
      headers: { date: 'Sun, 01 Mar 2026 12:00:00 GMT' },
      json: { items: [{ id: 7 }], count: '12', next: '?page=2' },
    }));
    const page = await readFirst(openItems(server, { stream: { ...linked, total: '$.count' } }));
    expect(page).toMatchObject({
      kind: 'page',
      records: [{ key: '7', text: '{"id":7}' }],
      longNumbers: false,
      total: 12,
      erpTime: '2026-03-01T12:00:00.000Z',
      bytes: 50,
      next: {
        place: '/api/items?page=2',
        read: 1,
        trail: { requests: [expect.any(String)], content: expect.any(String) },
      },
    });
  });

  test('a next link is followed as it is, without the query of the stream', async () => {
    await using server = await erpServer((_, count) =>
      count === 1 ? pageOf(1, `items?$skiptoken=a%2Fb'c`) : pageOf(2),
    );
    const stream = { ...linked, request: { path: '/items', query: { $expand: 'lines' } } };
    expect(await readAll(() => openItems(server, { stream }))).toHaveLength(2);
    expect(server.requests.map(({ url }) => url.search)).toEqual(['?$expand=lines', '?$skiptoken=a%2Fb%27c']);
  });

  test('an answer without content is a last page without records', async () => {
    await using server = await erpServer(() => ({ status: 204, body: '' }));
    expect(await readFirst(openItems(server, { stream: linked }))).toMatchObject({ records: [], bytes: 0 });
  });

  test('an API key that the ERP repeats in its link is sent again but not kept', async () => {
    await using server = await erpServer(({ url }, count) =>
      count < 3 ? pageOf(count, `${url.pathname}${url.search}&p=${count}`) : pageOf(3),
    );
    const authentication = { kind: 'api-key', value: '{secret}', in: 'query', name: 'key' } as const;
    const pages = await readPages(() => openItems(server, { definition: { authentication }, stream: linked }));
    expect(pages.map(({ next }) => next?.place)).toEqual(['/api/items?p=1', '/api/items?p=1&p=2', undefined]);
    expect(server.requests.map(({ url }) => url.searchParams.getAll('key'))).toEqual([[secret], [secret], [secret]]);
  });

  test('a run goes on after the ERP has moved to another host', async () => {
    await using first = await erpServer(() => pageOf(1, 'items?page=2'));
    await using second = await erpServer(() => pageOf(2));
    const page = await readFirst(openItems(first, { stream: linked }));
    const state = page.kind === 'page' ? page.next : undefined;
    if (!state) throw new Error('no next page');
    await openItems(second, { stream: linked }).read(state, new AbortController().signal);
    expect(second.requests[0]?.url.search).toBe('?page=2');
  });
});

describe('circles', () => {
  const repeated = { name: 'ErpContractBroken', code: 'next-page-repeated' };
  const all = (server: ErpServer, stream: Partial<StreamDefinition>) =>
    failure(readAll(() => openItems(server, { stream })));

  test('a next link that leads back', async () => {
    await using server = await erpServer((_, count) => pageOf(count, `items?page=${count % 3}`));
    expect(await all(server, linked)).toMatchObject(repeated);
    expect(server.requests).toHaveLength(4);
  });

  test('a next link to the same page', async () => {
    await using server = await erpServer(({ url }, count) => pageOf(count, `${url.pathname}${url.search}`));
    expect(await all(server, linked)).toMatchObject(repeated);
    expect(server.requests).toHaveLength(1);
  });

  test('a cursor that comes again', async () => {
    await using server = await erpServer((_, count) => ({ json: { items: [{ id: count }], next: 'same' } }));
    expect(await all(server, { pagination: { kind: 'cursor', send: 'after', at: '$.next' } })).toMatchObject(repeated);
    expect(server.requests).toHaveLength(2);
  });

  test('an ERP that overlooks the offset', async () => {
    await using server = await erpServer(() => ({ json: { items: [{ id: 1 }, { id: 2 }] } }));
    const error = await all(server, { pagination: { kind: 'offset', offset: 'skip', limit: 'take', pageSize: 2 } });
    expect(error).toMatchObject(repeated);
    expect(error.message).toContain('The ERP answered the same 2 records as on the page before');
    expect(server.requests).toHaveLength(2);
  });
});

describe('next links elsewhere', () => {
  test('to an undeclared host are refused before anything is sent', async () => {
    await using other = await erpServer(() => pageOf(2));
    await using server = await erpServer(() => pageOf(1, `${other.url}/items?token=private`));
    const options = { stream: linked, allowPrivateHosts: [server.host, other.host] };
    const error = await failure(readAll(() => openItems(server, options)));
    expect(error).toMatchObject({ name: 'ErpContractBroken', code: 'next-link-elsewhere' });
    expect(error.message).toContain(`leads to ${other.url}/items, which is not among the hosts`);
    expect(error.message).not.toContain('private');
    expect(other.requests).toEqual([]);
  });

  test('to a declared host take no credentials along', async () => {
    await using other = await erpServer(() => pageOf(2));
    await using server = await erpServer(() => pageOf(1, `${other.url}/items?page=2`));
    const authentication = { kind: 'bearer', token: '{secret}' } as const;
    const options = {
      definition: { authentication, hosts: [other.host] },
      stream: linked,
      allowPrivateHosts: [server.host, other.host],
    };
    expect(await readAll(() => openItems(server, options))).toHaveLength(2);
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${secret}`);
    expect(other.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  test('to the metadata service are refused even where the host is declared', async () => {
    await using server = await erpServer(() => pageOf(1, 'http://0xA9FEA9FE/latest/meta-data'));
    const options = { stream: linked, definition: { hosts: ['169.254.169.254'] } };
    expect(await failure(readAll(() => openItems(server, options)))).toMatchObject({ code: 'next-link-elsewhere' });
  });
});

describe('pages that overlap', () => {
  const overlapping: Style = {
    pagination: (pageSize) => ({ kind: 'page-number', page: 'page', size: 'size', pageSize, overlap: 2 }),
    total: '$.count',
    answer: ({ url }, list) => {
      const [page, size] = [number(url, 'page', 1), number(url, 'size', 1)];
      return { items: list.slice((page - 1) * size, page * size), count: list.length };
    },
  };
  const stream = { pagination: overlapping.pagination(10), total: '$.count' };

  test('give each record once, also where one before them is removed meanwhile', async () => {
    const list = Array.from({ length: 35 }, (_, id) => ({ id }));
    await using server = await erpServer((request) => {
      if (request.url.searchParams.get('page') !== '1') list.shift();
      return { json: overlapping.answer(request, list) };
    });
    const keys = (await readAll(() => openItems(server, { stream }))).map(({ key }) => Number(key));
    expect(keys).toEqual(Array.from({ length: 35 }, (_, id) => id));
  });

  test('of an ERP that overlooks the page are an error', async () => {
    const list = Array.from({ length: 10 }, (_, id) => ({ id }));
    await using server = await erpServer(() => ({ json: { items: list, count: 35 } }));
    const error = await failure(readAll(() => openItems(server, { stream })));
    expect(error).toMatchObject({ name: 'ErpContractBroken', code: 'next-page-repeated' });
  });
});
