import { describe, expect, test } from '@jest/globals';
import { closeHttpAgents, createHttpAgents } from '../../../connectors/request/agents.ts';
import type { ConnectorDefinition } from '../../../core/connector/model.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { type ErpAnswer, type ErpRequest, erpServer } from '../support/erp-server.ts';
import { fakeCoordination } from '../support/fake-coordination.ts';
import { failure, openItems, readFirst, secret } from '../support/reader.ts';

const items: ErpAnswer = { json: { items: [{ id: 1 }] } };

describe('throttling', () => {
  test('a short Retry-After is slept, and the request sent again', async () => {
    const clock = fakeClock();
    const coordination = fakeCoordination();
    await using server = await erpServer((_, count) =>
      count === 1 ? { status: 429, headers: { 'retry-after': '3' } } : items,
    );
    const page = readFirst(openItems(server, { clock, coordination }));
    await clock.sleeping();
    expect(server.requests).toHaveLength(1);
    await clock.advance(3_000);
    expect(await page).toMatchObject({ kind: 'page' });
    expect(coordination.paused).toEqual([{ budget: 'connection/acme/main', untilMs: clock.now().getTime() }]);
  });

  test('a long Retry-After is given back', async () => {
    await using server = await erpServer(() => ({ status: 503, headers: { 'retry-after': '30' } }));
    expect(await readFirst(openItems(server))).toEqual({ kind: 'throttled', waitSeconds: 30 });
    expect(server.requests).toHaveLength(1);
  });

  test('an ERP that throttles again and again is given back within a minute', async () => {
    const clock = fakeClock();
    await using server = await erpServer(() => ({ status: 429, headers: { 'retry-after': '9' } }));
    const page = readFirst(openItems(server, { clock }));
    for (let slept = 0; slept < 6; slept++) {
      await clock.sleeping();
      await clock.advance(9_000);
    }
    expect(await page).toEqual({ kind: 'throttled', waitSeconds: 9 });
  });

  test('a spent budget asks nothing of the ERP', async () => {
    await using server = await erpServer(() => items);
    const coordination = fakeCoordination([{ ok: false, waitMs: 60_000 }]);
    expect(await readFirst(openItems(server, { coordination }))).toEqual({ kind: 'throttled', waitSeconds: 60 });
    expect(server.requests).toEqual([]);
  });

  test('a redirect takes a turn of its own, and a request that was answered says so', async () => {
    await using server = await erpServer(({ url }) =>
      url.pathname === '/api/items' ? { status: 302, headers: { location: '/v2/items' } } : items,
    );
    const slot = { ok: true, number: 1, at: 0, until: 9, busy: true } as const;
    const coordination = fakeCoordination([slot, { ...slot, number: 2 }]);
    const definition = { rateLimit: { scope: 'connection', requests: 25, per: '5s' } } as const;
    await readFirst(openItems(server, { coordination, definition }));
    expect(server.requests).toHaveLength(2);
    expect(coordination.answered.map(({ number }) => number)).toEqual([1, 2]);
  });

  test('a turn is taken only when there is a place for the request: it would be late otherwise', async () => {
    const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
    const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
    await using server = await erpServer(async () => {
      isAsked();
      await mayAnswer;
      return items;
    });
    const coordination = fakeCoordination();
    const definition = { rateLimit: { scope: 'connection', requests: 25, per: '5s', concurrency: 1 } } as const;
    const agents = createHttpAgents();
    const pages = [1, 2].map(() => readFirst(openItems(server, { coordination, definition, agents })));
    await asked;
    expect(coordination.taken).toHaveLength(1);
    answer();
    expect(await Promise.all(pages)).toMatchObject([{ kind: 'page' }, { kind: 'page' }]);
    expect(coordination.taken).toHaveLength(2);
    closeHttpAgents(agents);
  });

  test('a budget belongs to the connection or to the connector', async () => {
    await using server = await erpServer(() => items);
    const limits: ConnectorDefinition['rateLimit'][] = [
      { scope: 'connection', requests: 25, per: '5s' },
      { scope: 'connector', requests: 3, per: '1m', concurrency: 1 },
      undefined,
    ];
    const coordination = fakeCoordination();
    for (const rateLimit of limits)
      await readFirst(openItems(server, { coordination, definition: rateLimit ? { rateLimit } : {} }));
    expect(coordination.taken).toMatchObject([
      { budget: 'connection/acme/main', requests: 25, perMs: 5_000 },
      { budget: 'connector/test-erp', requests: 3, perMs: 60_000 },
      { budget: 'connection/acme/main', requests: 1_000, perMs: 1_000 },
    ]);
  });
});

const refusals = [
  [400, 'ErpRejected', 'request-rejected'],
  [401, 'CredentialsRejected', 'credentials-rejected'],
  [403, 'CredentialsRejected', 'credentials-rejected'],
  [404, 'ErpRejected', 'request-rejected'],
  [408, 'ErpUnavailable', 'erp-timeout'],
  [500, 'ErpUnavailable', 'erp-server-error'],
  [503, 'ErpUnavailable', 'erp-server-error'],
  [304, 'ErpContractBroken', 'status-unexpected'],
] as const;

describe('refusals', () => {
  test.each(refusals)('%i: %s, %s', async (status, name, code) => {
    await using server = await erpServer(() => ({ status, json: { error: { message: `Nope, ${secret}.` } } }));
    const error = await failure(readFirst(openItems(server)));
    expect(error).toMatchObject({ name, code, details: { status, connector: 'test-erp', stream: 'items' } });
    const said = status === 304 ? '' : ' and says: Nope, ***';
    expect(error.message).toContain(`GET ${server.host}/api/items: The ERP answered ${status}${said}. `);
    expect(server.requests).toHaveLength(1);
  });
});

const oauth: Partial<ConnectorDefinition> = {
  authentication: {
    kind: 'oauth2-client-credentials',
    tokenUrl: '/token',
    clientId: '{user}',
    clientSecret: '{secret}',
  },
};

/** An ERP that gives out token-1, token-2, … and accepts those of `accepted`. */
function tokenErp(accepted: readonly string[]): (request: ErpRequest) => ErpAnswer {
  let given = 0;
  return ({ url, headers }) => {
    if (url.pathname === '/token') return { json: { access_token: `token-${++given}`, expires_in: 3600 } };
    const token = String(headers.authorization).replace('Bearer ', '');
    return accepted.includes(token) ? items : { status: 401, json: { message: `${token} has expired` } };
  };
}

describe('a 401', () => {
  test('is answered with one fresh token', async () => {
    await using server = await erpServer(tokenErp(['token-2']));
    expect(await readFirst(openItems(server, { definition: oauth }))).toMatchObject({ kind: 'page' });
    expect(server.requests.map(({ url }) => url.pathname)).toEqual(['/token', '/api/items', '/token', '/api/items']);
  });

  test('to a token that died before its turn came is answered with another one', async () => {
    await using server = await erpServer(tokenErp(['token-4']));
    expect(await readFirst(openItems(server, { definition: oauth }))).toMatchObject({ kind: 'page' });
    expect(server.requests).toHaveLength(8);
  });

  test('to every fresh token is an error, in which no token shows', async () => {
    await using server = await erpServer(tokenErp([]));
    const error = await failure(readFirst(openItems(server, { definition: oauth })));
    expect(error).toMatchObject({ name: 'CredentialsRejected', code: 'credentials-rejected' });
    expect(error.message).toContain('The ERP answered 401 and says: *** has expired.');
    expect(server.requests).toHaveLength(10);
  });

  test('to several streams at once refreshes the token once', async () => {
    await using server = await erpServer(tokenErp(['token-2']));
    const coordination = fakeCoordination();
    const reads = Array.from({ length: 8 }, () => readFirst(openItems(server, { definition: oauth, coordination })));
    expect((await Promise.all(reads)).map(({ kind }) => kind)).toEqual(Array(8).fill('page'));
    expect(server.requests.filter(({ url }) => url.pathname === '/token')).toHaveLength(2);
  });
});
