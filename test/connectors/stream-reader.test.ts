import { describe, expect, test } from '@jest/globals';
import { TributaryError } from '../../core/errors.ts';
import { type ErpAnswer, erpServer } from './support/erp-server.ts';
import { failure, openItems, type ReaderSettings, readAll, readFirst, readPages } from './support/reader.ts';

describe('the request', () => {
  const settings: ReaderSettings = {
    definition: {
      parameters: { company: { title: 'Company' } },
      request: { query: { lang: 'en', company: '{company}' }, headers: { Prefer: 'odata.maxpagesize=200' } },
    },
    stream: {
      request: {
        path: '/companies/{company}/items',
        query: { $filter: "Kind eq 'A B'", lang: 'nb' },
        headers: { 'X-Company': '{company}' },
      },
      select: { query: '$select' },
      cursor: { field: 'Changed', send: { odataFilter: 'ge', format: 'iso' } },
      pagination: { kind: 'offset', offset: '$skip', limit: '$top', pageSize: 50 },
    },
    parameters: { company: 'a/b' },
    watermark: '2026-03-01T00:00:00.000Z',
    fields: ['Name'],
  };

  test('is filled, selects, filters and pages, encoded once', async () => {
    await using server = await erpServer(() => ({ json: { items: [] } }));
    await readFirst(openItems(server, settings));
    const [request] = server.requests;
    expect(request?.url.pathname).toBe('/api/companies/a%2Fb/items');
    expect(request?.url.search).not.toContain('+');
    expect(Object.fromEntries(request?.url.searchParams ?? [])).toEqual({
      lang: 'nb',
      company: 'a/b',
      $filter: "(Kind eq 'A B') and (Changed ge 2026-03-01T00:00:00.000Z)",
      $select: 'id,Changed,Name',
      $skip: '0',
      $top: '50',
    });
    expect(request?.headers).toMatchObject({
      accept: 'application/json',
      prefer: 'odata.maxpagesize=200',
      'x-company': 'a/b',
      'user-agent': 'tributary',
    });
  });

  test('reads everything without a watermark', async () => {
    await using server = await erpServer(() => ({ json: { items: [] } }));
    await readFirst(openItems(server, { ...settings, watermark: undefined, fields: undefined }));
    expect(server.requests[0]?.url.searchParams.get('$filter')).toBe("Kind eq 'A B'");
    expect(server.requests[0]?.url.searchParams.has('$select')).toBe(false);
  });
});

describe('opening', () => {
  const nowhere = { url: 'http://erp.test', host: 'erp.test' };
  test('says which parameter is missing or unusable', () => {
    const definition = { baseUrl: 'https://{host}/api' };
    expect(() => openItems(nowhere, { definition })).toThrow(expect.objectContaining({ code: 'parameter-missing' }));
    expect(() => openItems(nowhere, { definition, parameters: { host: 'evil.test/x#' } })).toThrow(
      expect.objectContaining({ name: 'InvalidInput', code: 'parameter-unusable' }),
    );
  });

  test('says when the connector has no such stream', () => {
    expect(() => openItems(nowhere, { definition: { streams: {} } })).toThrow(
      new TributaryError('NotFound', {
        code: 'stream-unknown',
        message: 'test-erp, stream items: The connector has no such stream. Take it out of the connection.',
      }),
    );
  });
});

describe('a broken answer', () => {
  const cursor = { field: 'at', send: { query: 'since', format: 'iso' }, order: 'ascending' } as const;
  const paged = { kind: 'offset', offset: 'skip', limit: 'take', pageSize: 1 } as const;
  const broken: readonly (readonly [string, ErpAnswer])[] = [
    ['answer-not-json', { headers: { 'content-type': 'text/html' }, body: '<html><title>Log on</title></html>' }],
    ['record-path-missing', { json: { d: { results: [] } } }],
    ['records-not-a-list', { json: { items: { id: 1 } } }],
    ['key-missing', { json: { items: [{ id: null }] } }],
    ['key-repeated', { json: { items: [{ id: 1 }, { id: 1 }] } }],
    ['cursor-missing', { json: { items: [{ id: 1 }, { id: 2 }] } }],
    ['cursor-unreadable', { json: { items: [{ id: 1, at: 'x' }] } }],
    [
      'cursor-went-backwards',
      {
        json: {
          items: [
            { id: 1, at: '2026-02-01' },
            { id: 2, at: '2026-01-01' },
          ],
        },
      },
    ],
  ];
  test.each(broken)('%s', async (code, answer) => {
    await using server = await erpServer(() => answer);
    const error = await failure(readFirst(openItems(server, { stream: { cursor } })));
    expect(error).toMatchObject({ name: 'ErpContractBroken', code });
    expect(error.message).toContain(`test-erp, stream items, GET ${server.host}/api/items: `);
  });

  test('a cursor that goes backwards from one page to the next', async () => {
    await using server = await erpServer((_, count) => ({
      json: { items: [{ id: count, at: `2026-0${3 - count}-01` }] },
    }));
    const error = await failure(readAll(() => openItems(server, { stream: { cursor, pagination: paged } })));
    expect(error).toMatchObject({ code: 'cursor-went-backwards' });
    expect(server.requests).toHaveLength(2);
  });

  test('JSON that ends in its middle may be whole the next time', async () => {
    await using server = await erpServer(() => ({ body: '{"items":[{"id":1},{"i' }));
    expect(await failure(readFirst(openItems(server)))).toMatchObject({
      name: 'ErpUnavailable',
      code: 'answer-cut-short',
    });
  });

  test('an answer larger than the connector allows', async () => {
    await using server = await erpServer(() => ({ json: { items: [{ id: 'x'.repeat(20_000) }] } }));
    const stream = { request: { path: '/items', maxResponseMegabytes: 0.01 } };
    expect(await failure(readFirst(openItems(server, { stream })))).toMatchObject({ code: 'answer-too-large' });
  });
});

test('digits, letters and byte order marks survive', async () => {
  const text = '\ufeff{"items":[{"id":12345678901234567890,"amount":1234567890123456.78,"name":"Größe 🏗"}]}';
  await using server = await erpServer(() => ({
    headers: { 'content-type': 'application/json;charset=utf-8' },
    body: text,
  }));
  const [record] = await readAll(() => openItems(server));
  expect(record).toMatchObject({
    key: '12345678901234567890',
    text: '{"id":12345678901234567890,"amount":1234567890123456.78,"name":"Größe 🏗"}',
  });
});

test('the state of a long read stays small', async () => {
  await using server = await erpServer((_, count) => ({
    json: { items: [{ id: count }], ...(count < 120 ? { next: `items?page=${count}` } : {}) },
  }));
  const pages = await readPages(() =>
    openItems(server, { stream: { pagination: { kind: 'next-link', at: '$.next' } } }),
  );
  expect(pages).toHaveLength(120);
  expect(Math.max(...pages.map(({ next }) => JSON.stringify(next ?? null).length))).toBeLessThan(2_000);
});
