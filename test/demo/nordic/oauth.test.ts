import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type NordicSimulator, startNordicSimulator } from '../../../demo/nordic/simulator.ts';
import { askToken, control, get, type Json, tokenOf, unlimited } from './client.ts';

let simulator: NordicSimulator;
let now = Date.parse('2026-08-01T10:00:00.000Z');
beforeAll(async () => {
  simulator = await startNordicSimulator({
    rows: 40,
    rateLimit: unlimited,
    tokenSeconds: 60,
    now: () => new Date(now),
  });
});
afterAll(() => simulator.stop());

const status = async (token: string): Promise<number> => (await get(simulator, 'orders', token)).status;

describe('tokens', () => {
  test('are given for the client credentials of a company', async () => {
    const body = (await (await askToken(simulator)).json()) as Json;
    expect(body).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 60 });
    expect(await status(String(body['access_token']))).toBe(200);
  });

  test('also when these are in the header', async () => {
    const { clientId, clientSecret } = simulator.client(2);
    const response = await fetch(`${simulator.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    expect(response.status).toBe(200);
  });

  test.each([
    [{ client_secret: 'demo-only-2' }, 401, 'invalid_client'],
    [{ client_id: 'nobody' }, 401, 'invalid_client'],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('are refused for %j', async (form, expected, error) => {
    const response = await askToken(simulator, form as Record<string, string>);
    expect(response.status).toBe(expected);
    expect(await response.json()).toMatchObject({ error });
  });

  test('need a form and POST', async () => {
    const json = await fetch(`${simulator.url}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"grant_type":"client_credentials"}',
    });
    expect([json.status, await json.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_request' })]);
    expect((await fetch(`${simulator.url}/oauth/token`)).status).toBe(405);
  });

  test('die of age', async () => {
    const token = await tokenOf(simulator);
    now += 59_000;
    expect(await status(token)).toBe(200);
    now += 1_000;
    const response = await get(simulator, 'orders', token);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
  });

  test('are revoked for one company or for all', async () => {
    const [one, two] = [await tokenOf(simulator, 1), await tokenOf(simulator, 2)];
    expect((await control(simulator, 'POST', 'tokens/revoke', { company: 1 })).status).toBe(200);
    expect([await status(one), await status(two)]).toEqual([401, 200]);
    await control(simulator, 'POST', 'tokens/revoke', {});
    expect(await status(two)).toBe(401);
    expect(await (await control(simulator, 'GET', 'tokens')).json()).toMatchObject({ live: 0 });
  });

  test('are revoked after some requests', async () => {
    await control(simulator, 'POST', 'tokens/revoke', { afterRequests: 2 });
    const token = await tokenOf(simulator);
    expect([await status(token), await status(token), await status(token)]).toEqual([200, 200, 401]);
    await control(simulator, 'POST', 'tokens/revoke', { afterRequests: 0 });
    const another = await tokenOf(simulator);
    expect([await status(another), await status(another), await status(another)]).toEqual([200, 200, 200]);
  });
});
