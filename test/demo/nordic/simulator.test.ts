import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { digitsOf } from '../../../demo/nordic/exact.ts';
import { changeTimeOf, resourceNames } from '../../../demo/nordic/model.ts';
import { type NordicSimulator, startNordicSimulator } from '../../../demo/nordic/simulator.ts';
import { control, get, getPage, tokenOf, unlimited } from './client.ts';

let simulator: NordicSimulator;
let token: string;
beforeAll(async () => {
  simulator = await startNordicSimulator({ rows: 400, rateLimit: unlimited });
  token = await tokenOf(simulator);
});
afterAll(() => simulator.stop());

describe('pages', () => {
  test('say where they are, and behind the last one there is an empty list', async () => {
    const total = simulator.rows('orders').length;
    const first = await getPage(simulator, 'orders?page=1&pageSize=5', token);
    expect(first.meta).toEqual({ currentPage: 1, totalPages: Math.ceil(total / 5), totalRecords: total });
    const behind = await getPage(simulator, 'orders?page=999&pageSize=5', token);
    expect(behind).toEqual({ data: [], meta: { ...first.meta, currentPage: 999 } });
  });

  test('of any size give every record once, in the order asked for', async () => {
    const cases = fc.record({
      resource: fc.constantFrom(...resourceNames),
      pageSize: fc.integer({ min: 7, max: 500 }),
      sortBy: fc.constantFrom('id', '-id', 'changed'),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ resource, pageSize, sortBy }) => {
        const ids: number[] = [];
        for (let page = 1; ; page += 1) {
          const { data } = await getPage(
            simulator,
            `${resource}?page=${page}&pageSize=${pageSize}&sortBy=${sortBy}`,
            token,
          );
          if (data.length === 0) break;
          ids.push(...data.map((row) => Number(row['id'])));
        }
        const stored = simulator.rows(resource).map(({ id }) => id);
        expect([...ids].sort((left, right) => left - right)).toEqual(stored);
        if (sortBy === 'id') expect(ids).toEqual(stored);
        if (sortBy === '-id') expect(ids).toEqual(stored.toReversed());
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ['page=0', 'page'],
    ['pageSize=501', 'pageSize'],
    ['sortBy=name', 'sortBy'],
    ['limit=5', 'Ukjent parameter: limit'],
    ['updatedSince=yesterday', '2026-03-29T12:05:00Z'],
  ])('%s is refused', async (query, word) => {
    const response = await get(simulator, `orders?${query}`, token);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(word);
  });
});

describe('updatedSince', () => {
  test.each(resourceNames)('%s: what changed at that time or later, as the resource writes times', async (resource) => {
    const { field, kind } = changeTimeOf(resource);
    const all = (await getPage(simulator, `${resource}?pageSize=500&sortBy=changed`, token)).data;
    const since = String(all[Math.floor(all.length / 2)]?.[field]);
    const expected = all.filter((row) => String(row[field]) >= since).length;
    const found = await getPage(simulator, `${resource}?pageSize=500&updatedSince=${encodeURIComponent(since)}`, token);
    expect(found.meta['totalRecords']).toBe(expected);
    expect(since).toMatch(kind === 'local' ? /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/ : /Z$/);
  });

  test('local times are those of Norway, and take no zone', async () => {
    const [stored] = simulator.rows('payments');
    const [shown] = (await getPage(simulator, 'payments?pageSize=1&sortBy=id', token)).data;
    const offset = Date.parse(`${String(shown?.['lastModified']).replace(' ', 'T')}Z`) - Number(stored?.changed);
    expect([3_600, 7_200]).toContain(Math.round(offset / 1000));
    const response = await get(simulator, 'payments?updatedSince=2026-03-29T12:05:00Z', token);
    expect(response.status).toBe(400);
  });
});

describe('records', () => {
  test('have exact digits in their JSON', async () => {
    const text = await (await get(simulator, 'vouchers?pageSize=500', token)).text();
    expect(text).toContain('"debit":90071992547409931.27');
    const projects = await (await get(simulator, 'projects?pageSize=500', token)).text();
    for (const { row } of simulator.rows('projects'))
      expect(projects).toContain(`"budget":${digitsOf(row['budget'])},`);
    expect(await (await get(simulator, 'articles?pageSize=500', token)).text()).toMatch(/"salesPrice":\d+\.\d{6},/);
  });

  test('are had by their id', async () => {
    const id = simulator.rows('orders')[3]?.id;
    expect(await (await get(simulator, `orders/${id}`, token)).json()).toMatchObject({ data: { id } });
    expect((await get(simulator, 'orders/1', token)).status).toBe(404);
    expect((await get(simulator, 'secrets', token)).status).toBe(404);
  });

  test('are others in another company, which has no shared business objects', async () => {
    const other = await tokenOf(simulator, 2);
    const [first] = (await getPage(simulator, 'suppliers?pageSize=1&sortBy=id', token)).data;
    const [second] = (await getPage(simulator, 'suppliers?pageSize=1&sortBy=id', other)).data;
    expect(first?.['name']).toBe('Ålgårds Betong AB');
    expect(second?.['name']).not.toBe(first?.['name']);
    simulator.mutate({ create: 1, resource: 'orders', company: 2, seed: 1 });
    expect(simulator.rows('orders', 2).length).toBe(simulator.rows('orders', 1).length + 1);
  });
});

describe('the control endpoint', () => {
  test('logs requests, with their status', async () => {
    await control(simulator, 'DELETE', 'requests');
    await get(simulator, 'orders?page=2', token);
    await get(simulator, 'orders', 'wrong');
    const log = (await (await control(simulator, 'GET', 'requests')).json()) as unknown[];
    expect(log).toEqual([
      expect.objectContaining({ path: '/v1/orders', query: { page: '2' }, status: 200 }),
      expect.objectContaining({ path: '/v1/orders', status: 401 }),
    ]);
  });

  test('says what there is', async () => {
    const response = await control(simulator, 'POST', 'fire');
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('POST tokens/revoke');
  });
});
