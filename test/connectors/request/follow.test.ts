import { describe, expect, test } from '@jest/globals';
import { resolveLink } from '../../../connectors/request/follow.ts';
import { type ErpAnswer, type ErpRequest, erpServer } from '../support/erp-server.ts';
import { failure, openItems, type ReaderSettings, readFirst, secret } from '../support/reader.ts';

const basic: ReaderSettings['definition'] = {
  authentication: { kind: 'basic', username: '{user}', password: '{secret}' },
  request: { headers: { 'X-Company': '17', 'X-Licence': '{secret}' } },
};
const items: ErpAnswer = { json: { items: [{ id: 1 }] } };
const to = (location: string, status = 302): ErpAnswer => ({ status, headers: { location } });

describe('redirects', () => {
  test('are followed on the same host, with credentials and with the query of the new address only', async () => {
    await using server = await erpServer(({ url }) => (url.pathname === '/api/items' ? to('/v2/items?x=1') : items));
    const stream = { request: { path: '/items', query: { a: '1' } } };
    expect(await readFirst(openItems(server, { definition: basic, stream }))).toMatchObject({ kind: 'page' });
    const [first, second] = server.requests;
    expect(second?.url.search).toBe('?x=1');
    expect(second?.headers.authorization).toBe(first?.headers.authorization);
    expect(first?.headers.authorization).toMatch(/^Basic /);
  });

  test('lead to another declared host without credentials', async () => {
    await using other = await erpServer(() => items);
    await using server = await erpServer(() => to(`${other.url}/items`));
    const definition = { ...basic, hosts: [other.host] };
    await readFirst(openItems(server, { definition, allowPrivateHosts: [server.host, other.host] }));
    const received = other.requests[0]?.headers ?? {};
    expect(received['x-company']).toBe('17');
    expect(received).not.toHaveProperty('authorization');
    expect(received).not.toHaveProperty('x-licence');
    expect(JSON.stringify(received)).not.toContain(secret);
  });

  test('to an undeclared host are refused', async () => {
    await using other = await erpServer(() => items);
    await using server = await erpServer(() => to(`${other.url}/login?next=private`));
    const error = await failure(readFirst(openItems(server, { allowPrivateHosts: [server.host, other.host] })));
    expect(error).toMatchObject({ name: 'ErpContractBroken', code: 'redirect-elsewhere' });
    expect(error.message).toContain(`redirects to ${other.url}/login, which is not among the hosts`);
    expect(other.requests).toEqual([]);
  });

  test.each(['file:///etc/passwd', 'http://169.254.169.254/latest/meta-data', 'http://user:pw@127.0.0.1/'])(
    'to %s are refused',
    async (location) => {
      await using server = await erpServer(() => to(location));
      const definition = { hosts: ['169.254.169.254', '127.0.0.1'] };
      const error = await failure(readFirst(openItems(server, { definition })));
      expect(error.code).toBe('redirect-elsewhere');
      expect(error.message).not.toContain('user:pw');
      expect(server.requests).toHaveLength(1);
    },
  );

  test('in a circle end after five', async () => {
    await using server = await erpServer(() => to('/api/items'));
    expect(await failure(readFirst(openItems(server)))).toMatchObject({
      name: 'ErpContractBroken',
      code: 'redirect-loop',
    });
    expect(server.requests).toHaveLength(6);
  });

  test('without an address are refused', async () => {
    await using server = await erpServer(() => ({ status: 301 }));
    expect(await failure(readFirst(openItems(server)))).toMatchObject({ code: 'redirect-unusable' });
  });

  test.each([
    [302, 'GET'],
    [307, 'POST'],
  ])('after %i a POST becomes a %s', async (status, method) => {
    const answer = ({ url }: ErpRequest): ErpAnswer => (url.pathname === '/next' ? items : to('/next', status));
    await using server = await erpServer(answer);
    await readFirst(openItems(server, { stream: { request: { path: '/items', method: 'POST' } } }));
    expect(server.requests.map((request) => request.method)).toEqual(['POST', method]);
  });
});

describe('resolveLink', () => {
  const from = new URL('https://erp.test/odata/Items?$top=5');
  test.each([
    ['Items?$skiptoken=5', 'https://erp.test/odata/Items?$skiptoken=5'],
    ['?page=2', 'https://erp.test/odata/Items?page=2'],
    ['/v2/Items#top', 'https://erp.test/v2/Items'],
    ['//evil.test/Items', 'https://evil.test/Items'],
    ['http://erp.test/odata/Items', 'https://erp.test/odata/Items'],
    ['http://erp.test:8080/Items', 'http://erp.test:8080/Items'],
    ['http://evil.test/Items', 'http://evil.test/Items'],
    ['https://[', undefined],
  ])('%s', (link, expected) => {
    expect(resolveLink(link, from)?.href).toBe(expected);
  });
});
