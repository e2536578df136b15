import { describe, expect, test } from '@jest/globals';
import { tokenRequest } from '../../../connectors/authenticate/oauth2-client-credentials.ts';
import type { ConnectorDefinition } from '../../../core/connector/model.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { type ErpAnswer, erpServer } from '../support/erp-server.ts';
import { fakeCoordination } from '../support/fake-coordination.ts';
import { failure, openItems, readFirst, secret } from '../support/reader.ts';

const oauth = (tokenUrl = '/token'): Partial<ConnectorDefinition> => ({
  authentication: { kind: 'oauth2-client-credentials', tokenUrl, clientId: '{user}', clientSecret: '{secret}' },
});

const grant = {
  tokenUrl: new URL('https://login.test/token'),
  clientId: 'an:n',
  clientSecret: 'a+b c&d',
  sendAs: 'body',
} as const;

describe('tokenRequest', () => {
  test('sends id and secret in the form', () => {
    const request = tokenRequest({ ...grant, scope: 'read write' });
    expect(request).toMatchObject({ method: 'POST', url: grant.tokenUrl });
    expect(Object.fromEntries(new URLSearchParams(request.body))).toEqual({
      grant_type: 'client_credentials',
      scope: 'read write',
      client_id: 'an:n',
      client_secret: 'a+b c&d',
    });
    expect(request.headers).not.toHaveProperty('Authorization');
  });

  test('or in a header, each form-encoded', () => {
    const { headers, body } = tokenRequest({ ...grant, sendAs: 'basic' });
    expect(Buffer.from(String(headers['Authorization']).slice(6), 'base64').toString()).toBe('an%3An:a%2Bb+c%26d');
    expect(body).toBe('grant_type=client_credentials');
  });
});

/** An ERP whose token endpoint answers as told, and whose items are open to everyone. */
const erp = (token: ErpAnswer) =>
  erpServer(({ url }) => (url.pathname === '/token' ? token : { json: { items: [{ id: 1 }] } }));

describe('tokens', () => {
  test('are fetched once for many streams at once, and sent', async () => {
    await using server = await erp({ json: { access_token: 'granted', expires_in: '3600' } });
    const coordination = fakeCoordination();
    const open = () => openItems(server, { definition: oauth(), coordination });
    await Promise.all(Array.from({ length: 6 }, () => readFirst(open())));
    const [first, ...others] = server.requests;
    expect(first).toMatchObject({ method: 'POST', body: expect.stringContaining('client_id=ann') });
    expect(others.map(({ headers }) => headers.authorization)).toEqual(Array(6).fill('Bearer granted'));
    expect([...coordination.tokens.keys()]).toEqual([expect.stringMatching(/^token\/acme\/main\/[\w-]{22}$/)]);
  });

  test('come from another host where the connector says so', async () => {
    await using login = await erp({ json: { access_token: 'granted' } });
    await using server = await erp({ status: 500 });
    const allowPrivateHosts = [server.host, login.host];
    await readFirst(openItems(server, { definition: oauth(`${login.url}/token`), allowPrivateHosts }));
    expect(server.requests[0]?.headers.authorization).toBe('Bearer granted');
  });

  test('expire as the endpoint says, a minute early', async () => {
    await using server = await erp({ json: { access_token: 'granted', expires_in: 600 } });
    const expiries: string[] = [];
    const coordination = {
      ...fakeCoordination(),
      token: async (_: string, refresh: () => Promise<{ value: string; expiresAt: string }>) => {
        const { value, expiresAt } = await refresh();
        expiries.push(expiresAt);
        return value;
      },
    };
    const clock = fakeClock('2026-01-01T00:00:00.000Z');
    await readFirst(openItems(server, { definition: oauth(), coordination, clock }));
    expect(expiries).toEqual(['2026-01-01T00:09:00.000Z']);
  });
});

describe('a token endpoint that', () => {
  test.each([
    [
      { status: 401, json: { error: 'invalid_client', error_description: `Bad secret ${secret}` } },
      'CredentialsRejected',
      'token-request-rejected',
      'refused with 401 and says: Bad secret ***. Check client id',
    ],
    [
      { status: 400, json: { error: 'invalid_scope' } },
      'CredentialsRejected',
      'token-request-rejected',
      'invalid_scope',
    ],
    [{ status: 500 }, 'ErpUnavailable', 'erp-server-error', '/token: The ERP answered 500'],
    [
      { status: 302, headers: { location: '/login' } },
      'ErpContractBroken',
      'redirect-unusable',
      'Client secrets follow no redirect',
    ],
    [{ body: '<html>' }, 'ErpContractBroken', 'answer-not-json', 'something that is not JSON'],
    [{ json: { token: 'x' } }, 'ErpContractBroken', 'token-missing', 'JSON without an access_token'],
  ])('answers %j', async (answer, name, code, text) => {
    await using server = await erp(answer);
    const error = await failure(readFirst(openItems(server, { definition: oauth() })));
    expect(error).toMatchObject({ name, code, message: expect.stringContaining(text) });
    expect(error.message).not.toContain(secret);
    expect(server.requests).toHaveLength(1);
  });

  test('asks to wait is obeyed', async () => {
    await using server = await erp({ status: 429, headers: { 'retry-after': '40' } });
    expect(await readFirst(openItems(server, { definition: oauth() }))).toEqual({ kind: 'throttled', waitSeconds: 40 });
  });

  test('fails for several at once gives each an error of its own', async () => {
    await using server = await erp({ status: 401 });
    const coordination = fakeCoordination();
    const read = () => failure(readFirst(openItems(server, { definition: oauth(), coordination })));
    const [first, second] = await Promise.all([read(), read()]);
    expect(server.requests).toHaveLength(1);
    expect(first).not.toBe(second);
    expect(first.message).toBe(second.message);
  });
});
