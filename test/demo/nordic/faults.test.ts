import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createFaults, type Fault } from '../../../demo/nordic/faults.ts';
import { type NordicSimulator, startNordicSimulator } from '../../../demo/nordic/simulator.ts';
import { askToken, control, get, getPage, type Json, tokenOf, unlimited } from './client.ts';

describe('faults in waiting', () => {
  const take = (faults: ReturnType<typeof createFaults>, url: string, page?: number): string | undefined =>
    faults.take({ url, page })?.kind;

  test('hit matching requests only, after some that pass, so many times', () => {
    const faults = createFaults();
    faults.add({ kind: 'throttle', path: 'projects', skip: 1, times: 2 });
    const taken = ['/v1/projects', '/v1/orders', '/v1/projects', '/v1/projects', '/v1/projects'];
    expect(taken.map((url) => take(faults, url, 1))).toEqual([undefined, undefined, 'throttle', 'throttle', undefined]);
  });

  test('of pages wait for one, and a token is only refused where the path says so', () => {
    const faults = createFaults();
    faults.add({ kind: 'shift-delete' });
    expect(take(faults, '/v1/orders', 1)).toBeUndefined();
    expect(take(faults, '/v1/orders', 2)).toBe('shift-delete');
    faults.add({ kind: 'server-error' });
    expect(take(faults, '/oauth/token')).toBeUndefined();
    faults.add({ kind: 'server-error', path: '/oauth/' });
    expect(take(faults, '/oauth/token')).toBe('server-error');
  });

  test('by chance hit as many as they say, and the same ones for the same seed', () => {
    const draw = (seed: number): (string | undefined)[] => {
      const faults = createFaults();
      faults.setRate({ rate: 0.1, kinds: ['throttle', 'server-error'], seed });
      return Array.from({ length: 2_000 }, (_, index) => take(faults, `/v1/orders?page=${index}`, index));
    };
    const hits = draw(5).filter((kind) => kind !== undefined);
    expect(hits.length).toBeGreaterThan(150);
    expect(hits.length).toBeLessThan(250);
    expect(new Set(hits)).toEqual(new Set(['throttle', 'server-error']));
    expect(draw(5)).toEqual(draw(5));
    expect(draw(6)).not.toEqual(draw(5));
  });
});

describe('over HTTP', () => {
  let simulator: NordicSimulator;
  let token: string;
  beforeAll(async () => {
    simulator = await startNordicSimulator({ rows: 300, rateLimit: unlimited });
    token = await tokenOf(simulator);
  });
  afterAll(() => simulator.stop());
  afterEach(() => simulator.clearFaults());

  const set = async (fault: Fault | Json): Promise<void> => {
    expect((await control(simulator, 'POST', 'faults', fault)).status).toBe(200);
  };
  const orders = (): Promise<Response> => get(simulator, 'orders', token);
  const ids = async (path: string): Promise<unknown[]> =>
    (await getPage(simulator, path, token)).data.map((row) => row['id']);

  test('throttle', async () => {
    await set({ kind: 'throttle', retryAfterSeconds: 7 });
    const response = await orders();
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await orders()).status).toBe(200);
  });

  test('server-error, and it can be called off', async () => {
    await set({ kind: 'server-error', times: 3 });
    expect((await orders()).status).toBe(500);
    expect((await control(simulator, 'DELETE', 'faults')).status).toBe(204);
    expect((await orders()).status).toBe(200);
  });

  test('cut-body', async () => {
    await set({ kind: 'cut-body' });
    await expect((await orders()).text()).rejects.toThrow();
  });

  test('html and wrong-shape', async () => {
    await set({ kind: 'html' });
    expect(await (await orders()).text()).toContain('<form');
    await set({ kind: 'wrong-shape' });
    expect(await (await orders()).json()).not.toHaveProperty('data');
  });

  test('slow', async () => {
    await set({ kind: 'slow', delayMs: 60 });
    const start = performance.now();
    expect((await orders()).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(50);
  });

  test('drop-connection', async () => {
    simulator.clearRequests();
    await set({ kind: 'drop-connection' });
    await expect(orders()).rejects.toThrow();
    expect(simulator.requests().map(({ status }) => status)).toEqual([0]);
  });

  test('revoke-token: that request and all later ones with it', async () => {
    const other = await tokenOf(simulator);
    await set({ kind: 'revoke-token' });
    expect((await get(simulator, 'orders', other)).status).toBe(401);
    expect((await get(simulator, 'orders', other)).status).toBe(401);
    expect((await orders()).status).toBe(200);
  });

  test('of the request for a token', async () => {
    await set({ kind: 'server-error', path: '/oauth/token' });
    expect((await askToken(simulator)).status).toBe(500);
    expect((await askToken(simulator)).status).toBe(200);
  });

  test('repeat-page and backwards', async () => {
    const first = await ids('orders?page=1&pageSize=5&sortBy=id');
    await set({ kind: 'repeat-page' });
    expect(await ids('orders?page=2&pageSize=5&sortBy=id')).toEqual(first);
    await set({ kind: 'backwards' });
    expect(await ids('orders?page=1&pageSize=5&sortBy=id')).toEqual(first.toReversed());
  });

  test('shift-delete pulls the list forward between two pages', async () => {
    const all = await ids('payments?pageSize=500&sortBy=id');
    await set({ kind: 'shift-delete' });
    const pages = [
      await ids('payments?page=1&pageSize=5&sortBy=id'),
      await ids('payments?page=2&pageSize=5&sortBy=id'),
    ];
    expect(pages).toEqual([all.slice(0, 5), all.slice(6, 11)]);
  });

  test('shift-insert pushes it back, in whatever order it is read', async () => {
    for (const sortBy of ['id', '-id']) {
      const all = await ids(`vouchers?pageSize=500&sortBy=${sortBy}`);
      await ids(`vouchers?page=1&pageSize=5&sortBy=${sortBy}`);
      await set({ kind: 'shift-insert' });
      expect(await ids(`vouchers?page=2&pageSize=5&sortBy=${sortBy}`)).toEqual(all.slice(4, 9));
    }
  });

  test('by chance', async () => {
    await set({ rate: 1, kinds: ['server-error'], seed: 4 });
    expect((await orders()).status).toBe(500);
    expect((await askToken(simulator)).status).toBe(200);
  });

  test('what is no fault is refused with the reason', async () => {
    for (const [body, reason] of [
      [{ kind: 'fire' }, 'kind must be one of'],
      [{}, 'kind is missing'],
      [{ rate: 2, kinds: ['html'] }, 'rate must be a number from 0 to 1'],
      [{ rate: 0.1 }, 'kinds is missing'],
      [{ kind: 'html', speed: 1 }, 'speed is not known'],
    ] as const) {
      const response = await control(simulator, 'POST', 'faults', body);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain(reason);
    }
  });
});
