import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keyText } from '../../../demo/odata/edm.ts';
import { entitySetNames, entityTypes } from '../../../demo/odata/model.ts';
import { type ErpSimulator, startErpSimulator } from '../../../demo/odata/simulator.ts';
import { fewRows, get, getJson, type Json, readPages, recordsOf } from './client.ts';

const now = () => new Date('2026-08-01T10:00:00.000Z');
let simulator: ErpSimulator;
beforeAll(async () => {
  simulator = await startErpSimulator({ rows: fewRows, now });
});
afterAll(() => simulator.stop());

async function expectError(path: string, status: number): Promise<string> {
  const response = await get(simulator, path);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toContain('application/json');
  const { error } = (await response.json()) as { readonly error: { readonly code: string; readonly message: string } };
  expect(error.code).not.toBe('');
  return error.message;
}

describe('the service', () => {
  test('describes itself', async () => {
    const root = await getJson(simulator, '');
    expect(recordsOf(root).map((set) => set['url'])).toEqual([...entitySetNames]);
    const metadata = await get(simulator, '$metadata');
    expect(metadata.headers.get('content-type')).toContain('application/xml');
    const xml = await metadata.text();
    expect(xml).toContain('<Property Name="NetAmount" Type="Edm.Decimal" Nullable="false" Precision="15" Scale="2"/>');
    expect(xml).toContain(
      '<Property Name="LastChangeDateTime" Type="Edm.DateTimeOffset" Nullable="false" Precision="3"/>',
    );
    expect(xml).toContain('<PropertyRef Name="SupplierInvoice"/><PropertyRef Name="FiscalYear"/>');
    expect(xml).toContain('<NavigationProperty Name="to_Item"');
  });

  test('tells its version and its own time, and compresses for those who ask', async () => {
    const response = await get(simulator, 'Projects?$top=1');
    expect(response.headers.get('odata-version')).toBe('4.0');
    expect(response.headers.get('date')).toBe('Sat, 01 Aug 2026 10:00:00 GMT');
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const plain = await get(simulator, 'Projects?$top=1', { 'accept-encoding': 'gzip;q=0, identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.json()).toEqual(await response.json());
  });

  test('wants a user and a password', async () => {
    for (const authorization of ['', 'Basic eDp5', 'Bearer x']) {
      const response = await get(simulator, 'Projects', { authorization });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Basic realm=');
      expect(await response.json()).toHaveProperty('error.code', 'Unauthorized');
    }
  });

  test('gives a page with relative next links, etags and the count', async () => {
    const body = await getJson(simulator, 'BusinessPartners?$count=true', { prefer: 'odata.maxpagesize=25' });
    expect(body['@odata.context']).toBe('$metadata#BusinessPartners');
    expect(body['@odata.count']).toBe('60');
    expect(recordsOf(body).length).toBe(25);
    expect(recordsOf(body)[0]?.['@odata.etag']).toMatch(/^W\/"'20.*'"$/);
    expect(body['@odata.nextLink']).toMatch(/^BusinessPartners\?\$count=true&\$skiptoken=[\w-]+$/);
  });

  test('keeps the page size of the first page, and says which it applies, at most 1000', async () => {
    const first = await get(simulator, 'BusinessPartners', { prefer: 'respond-async, maxpagesize=7' });
    expect(first.headers.get('preference-applied')).toBe('odata.maxpagesize=7');
    const { '@odata.nextLink': next } = (await first.json()) as Json;
    expect(recordsOf(await getJson(simulator, String(next))).length).toBe(7);
    const many = await get(simulator, 'BusinessPartners', { prefer: 'odata.maxpagesize=99999' });
    expect(many.headers.get('preference-applied')).toBe('odata.maxpagesize=1000');
  });

  test('gives what is selected and expanded, and no more', async () => {
    const [invoice] = recordsOf(
      await getJson(simulator, 'SupplierInvoices?$top=1&$select=NetAmount&$expand=to_Item($select=ItemText)'),
    );
    expect(Object.keys(invoice ?? {})).toEqual(['@odata.etag', 'NetAmount', 'to_Item']);
    const lines = invoice?.['to_Item'] as readonly Json[] | undefined;
    expect(Object.keys(lines?.[0] ?? {})).toEqual(['ItemText']);
    const [whole] = recordsOf(await getJson(simulator, 'SupplierInvoices?$top=1'));
    expect(Object.keys(whole ?? {}).sort()).toEqual(
      ['@odata.etag', ...entityTypes.SupplierInvoices.properties.map(({ name }) => name)].sort(),
    );
  });

  test('gives one entity by its key', async () => {
    const [row] = simulator.rows('SupplierInvoices');
    const key = `SupplierInvoice='${row?.['SupplierInvoice']}',FiscalYear='${row?.['FiscalYear']}'`;
    const response = await get(simulator, `SupplierInvoices(${key})?$expand=to_Item`);
    const body = (await response.json()) as Json;
    expect(body).toMatchObject(row ?? {});
    expect(response.headers.get('etag')).toBe(body['@odata.etag']);
    expect(body['@odata.context']).toBe('$metadata#SupplierInvoices(to_Item())/$entity');
  });

  test('counts, and answers HEAD without a body', async () => {
    const all = simulator.rows('BusinessPartners').filter((row) => row['IsSupplier'] === true).length;
    const count = await get(simulator, 'BusinessPartners/$count?$filter=IsSupplier eq true');
    expect(await count.text()).toBe(String(all));
    const head = await fetch(`${simulator.url}${simulator.servicePath}/`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([401, '']);
  });

  test.each([
    ['Nothing', 404],
    ['Projects/Project', 404],
    ["Projects('P-99999')", 404],
    ["Projects('a','b')", 400],
    ['Projects?$select=Nope', 400],
    ['Projects?$filter=Project eq', 400],
    ['Projects?$frobnicate=1', 400],
    ['Projects?$skiptoken=x', 400],
    ['%E0%A4%A', 400],
  ])('answers %s with an error of OData, %s', async (path, status) => {
    expect(await expectError(path, status)).not.toBe('');
  });

  test('can only be read, and is not elsewhere', async () => {
    const headers = { authorization: `Basic ${Buffer.from('tributary:demo-only').toString('base64')}` };
    const post = await fetch(`${simulator.url}${simulator.servicePath}/Projects`, {
      method: 'POST',
      headers,
      body: '{}',
    });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect((await fetch(`${simulator.url}/odata/v4/constructions`)).status).toBe(404);
  });
});

describe('paging over next links', () => {
  const order = fc
    .record({
      entitySet: fc.constantFrom(...entitySetNames),
      size: fc.integer({ min: 1, max: 70 }),
      picks: fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 3 }),
    })
    .map(({ entitySet, size, picks }) => {
      const { properties } = entityTypes[entitySet];
      const terms = picks.map(([index, up]) => `${properties[index % properties.length]?.name} ${up ? 'asc' : 'desc'}`);
      return { entitySet, size, query: terms.length === 0 ? '' : `?$orderby=${terms.join(',')}` };
    });

  test('returns every key exactly once, whatever the page size and order', async () => {
    await fc.assert(
      fc.asyncProperty(order, async ({ entitySet, size, query }) => {
        const type = entityTypes[entitySet];
        const pages = await readPages(simulator, `${entitySet}${query}`, { prefer: `odata.maxpagesize=${size}` });
        const keys = pages.flat().map((row) => keyText(type, row));
        expect(pages.slice(0, -1).every((page) => page.length === size)).toBe(true);
        expect(keys.toSorted()).toEqual(
          simulator
            .rows(entitySet)
            .map((row) => keyText(type, row))
            .toSorted(),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('carries all other options over', async () => {
    const path =
      "BusinessPartners?$filter=IsSupplier eq true and (Country eq 'SE' or Country eq 'NO')&$orderby=LastChangeDateTime desc&$select=Country,IsSupplier,LastChangeDateTime";
    const rows = (await readPages(simulator, path, { prefer: 'odata.maxpagesize=4' })).flat();
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.every((row) => row['IsSupplier'] === true && Object.keys(row).length === 4)).toBe(true);
    const times = rows.map((row) => String(row['LastChangeDateTime']));
    expect(times).toEqual(times.toSorted().toReversed());
  });
});

describe('planting', () => {
  test('tampers with records on their way out, until told to stop', async () => {
    simulator.tamper('Projects', (row) => ({ ...row, Project: null, Surprise: 1 }));
    expect(recordsOf(await getJson(simulator, 'Projects?$top=1'))[0]).toMatchObject({ Project: null, Surprise: 1 });
    simulator.tamper('Projects');
    expect(recordsOf(await getJson(simulator, 'Projects?$top=1'))[0]).toMatchObject({ Project: 'P-00001' });
  });

  test('puts rows in place of others or beside them, and removes them', async () => {
    const read = async () => recordsOf(await getJson(simulator, "Projects?$filter=Project eq 'P-X'"));
    simulator.putRow('Projects', { Project: 'P-X', CityName: 1 });
    simulator.putRow('Projects', { Project: 'P-X', CityName: 2 });
    expect(await read()).toEqual([expect.objectContaining({ CityName: 2 })]);
    simulator.putRow('Projects', { Project: 'P-X', CityName: 3 }, { repeated: true });
    expect((await read()).map((row) => row['CityName'])).toEqual([2, 3]);
    expect(simulator.removeRows('Projects', (row) => row['Project'] === 'P-X')).toBe(2);
    expect(await read()).toEqual([]);
  });
});

describe('starting and stopping', () => {
  test('stops although a client keeps its connection', async () => {
    const other = await startErpSimulator({ rows: fewRows });
    const client = httpRequest(`${other.url}${other.servicePath}/Projects`);
    const hungUp = new Promise((resolve) => client.once('error', resolve));
    client.flushHeaders();
    await new Promise((resolve) => client.once('socket', (socket) => socket.once('connect', resolve)));
    await other.stop();
    await other.stop();
    client.end();
    await hungUp;
    await expect(fetch(other.url)).rejects.toThrow();
  });

  test('says when its port is taken', async () => {
    await expect(startErpSimulator({ port: simulator.port, rows: fewRows })).rejects.toMatchObject({
      name: 'InvalidInput',
      code: 'port-unavailable',
    });
  });
});
