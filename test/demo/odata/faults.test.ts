import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createFaults, type Fault } from '../../../demo/odata/faults.ts';
import { type ErpSimulator, startErpSimulator } from '../../../demo/odata/simulator.ts';
import { control, fewRows, get, getJson, type Json, recordsOf } from './client.ts';

describe('faults in waiting', () => {
  test('hit matching requests only, after some that pass, so many times', () => {
    const faults = createFaults();
    faults.add({ kind: 'throttle', path: 'Projects', skip: 1, times: 2 });
    const taken = ['/Projects', '/Other', '/Projects', '/%50rojects', '/Projects'].map(
      (url) => faults.take({ url, isPage: true })?.kind,
    );
    expect(taken).toEqual([undefined, undefined, 'throttle', 'throttle', undefined]);
  });

  test('of pages wait for a page', () => {
    const faults = createFaults();
    faults.add({ kind: 'backwards' });
    expect(faults.take({ url: '/$metadata', isPage: false })).toBeUndefined();
    expect(faults.take({ url: '/Projects', isPage: true })?.kind).toBe('backwards');
  });
});

describe('over HTTP', () => {
  let simulator: ErpSimulator;
  beforeAll(async () => {
    simulator = await startErpSimulator({ rows: fewRows });
  });
  afterAll(() => simulator.stop());
  afterEach(() => simulator.clearFaults());

  const set = async (fault: Fault): Promise<void> => {
    expect((await control(simulator, 'POST', 'faults', fault)).status).toBe(200);
  };

  test('throttle', async () => {
    await set({ kind: 'throttle', retryAfterSeconds: 7 });
    const response = await get(simulator, 'Projects');
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await response.json()).toHaveProperty('error.code', 'TooManyRequests');
    expect((await get(simulator, 'Projects')).status).toBe(200);
  });

  test('server-error', async () => {
    await set({ kind: 'server-error', times: 2 });
    const statuses = [];
    for (let index = 0; index < 3; index += 1) statuses.push((await get(simulator, 'Projects')).status);
    expect(statuses).toEqual([500, 500, 200]);
  });

  test.each(['gzip', 'identity'])('cut-body, %s', async (encoding) => {
    await set({ kind: 'cut-body' });
    const response = await get(simulator, 'Projects', { 'accept-encoding': encoding });
    expect(response.status).toBe(200);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0);
    await expect(response.text()).rejects.toThrow();
  });

  test('html', async () => {
    await set({ kind: 'html' });
    const response = await get(simulator, 'Projects');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html;charset=utf-8']);
    expect(await response.text()).toContain('<form');
  });

  test('wrong-shape', async () => {
    await set({ kind: 'wrong-shape' });
    const body = await getJson(simulator, 'Projects');
    expect(body).not.toHaveProperty('value');
  });

  test('slow', async () => {
    await set({ kind: 'slow', delayMs: 60 });
    const start = performance.now();
    expect((await get(simulator, 'Projects')).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(50);
  });

  test('slow, and the client goes away', async () => {
    const other = await startErpSimulator({ rows: fewRows });
    other.setFault({ kind: 'slow', delayMs: 3_600_000 });
    const answer = get(other, 'Projects').catch(() => 'gone');
    while (other.requests().length === 0) await new Promise((resolve) => setImmediate(resolve));
    await other.stop();
    expect(await answer).toBe('gone');
  });

  test('drop-connection', async () => {
    simulator.clearRequests();
    await set({ kind: 'drop-connection' });
    await expect(get(simulator, 'Projects')).rejects.toThrow();
    expect(simulator.requests().map((entry) => entry.status)).toEqual([0]);
  });

  test('repeat-next-link', async () => {
    const size = { prefer: 'odata.maxpagesize=5' };
    const first = await getJson(simulator, 'Projects?$select=Project', size);
    const path = String(first['@odata.nextLink']);
    await set({ kind: 'repeat-next-link', path: 'skiptoken' });
    const repeating = await getJson(simulator, path, size);
    expect(repeating['@odata.nextLink']).toBe(path);
    const again = await getJson(simulator, path, size);
    expect(again['value']).toEqual(repeating['value']);
    expect(again['@odata.nextLink']).not.toBe(path);
  });

  test('backwards', async () => {
    const keys = (body: Json): unknown[] => recordsOf(body).map((row) => row['Project']);
    const forwards = await getJson(simulator, 'Projects?$top=4');
    await set({ kind: 'backwards' });
    const backwards = await getJson(simulator, 'Projects?$top=4');
    expect(keys(backwards)).toEqual(keys(forwards).reverse());
  });

  test.each([
    ['shift-insert', 'comes twice', 1],
    ['shift-delete', 'is left out', -1],
  ] as const)('%s: a row %s', async (kind, _what, more) => {
    const other = await startErpSimulator({ rows: fewRows });
    const keys = (body: Json): unknown[] => recordsOf(body).map((row) => row['Project']);
    const size = { prefer: 'odata.maxpagesize=5' };
    const query = 'Projects?$orderby=LastChangeDateTime';
    const expected = keys(await getJson(other, query));
    other.setFault({ kind });
    const first = await getJson(other, query, size);
    const rest: unknown[] = [];
    for (let next = first['@odata.nextLink']; next !== undefined; ) {
      const page = await getJson(other, String(next), size);
      rest.push(...keys(page));
      next = page['@odata.nextLink'];
    }
    expect(keys(first)).toEqual(expected.slice(0, 5));
    expect(rest).toEqual(expected.slice(5 - more));
    expect(other.rows('Projects').length).toBe(expected.length + more);
    await other.stop();
  });

  test('by chance: as many as the rate says, the same ones for the same seed, and none after they are cleared', async () => {
    const statuses = async (): Promise<number[]> => {
      const rate = { rate: 0.3, kinds: ['throttle', 'server-error'], seed: 5, path: 'Projects' };
      expect((await control(simulator, 'POST', 'faults', rate)).status).toBe(200);
      const answers: number[] = [];
      for (let index = 0; index < 60; index += 1) answers.push((await get(simulator, 'Projects?$top=1')).status);
      return answers;
    };
    const first = await statuses();
    expect(new Set(first)).toEqual(new Set([200, 429, 500]));
    const hit = first.filter((status) => status !== 200).length;
    expect(hit).toBeGreaterThan(8);
    expect(hit).toBeLessThan(30);
    expect(await statuses()).toEqual(first);
    expect((await get(simulator, 'BusinessPartners?$top=1')).status).toBe(200);
    await control(simulator, 'DELETE', 'faults');
    expect((await get(simulator, 'Projects')).status).toBe(200);
  });

  test('can be called off, and never hit who is not let in', async () => {
    await set({ kind: 'server-error' });
    expect((await get(simulator, 'Projects', { authorization: 'Basic eDp5' })).status).toBe(401);
    expect((await control(simulator, 'DELETE', 'faults')).status).toBe(204);
    expect((await get(simulator, 'Projects')).status).toBe(200);
  });
});
