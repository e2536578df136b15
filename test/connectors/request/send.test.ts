import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { closeHttpAgents, createHttpAgents } from '../../../connectors/request/agents.ts';
import { faultsAt } from '../../../connectors/request/fault.ts';
import { createGuard } from '../../../connectors/request/guard.ts';
import type { HttpAnswer } from '../../../connectors/request/http.ts';
import { send } from '../../../connectors/request/send.ts';
import { type ErpAnswer, type ErpServer, erpServer } from '../support/erp-server.ts';
import { failure } from '../support/reader.ts';

const agents = createHttpAgents();
afterAll(() => closeHttpAgents(agents));

type Settings = { readonly timeoutMs?: number; readonly maxBytes?: number; readonly signal?: AbortSignal };

function get(address: string, { timeoutMs = 5_000, maxBytes = 1_000, signal }: Settings = {}): Promise<HttpAnswer> {
  const url = new URL(address);
  const sender = {
    agents,
    guard: createGuard({ hosts: [url.host], allowPrivateHosts: ['127.0.0.1', 'localhost'] }),
    limits: { timeoutMs, maxBytes },
    faultAt: (request: string) => faultsAt({ connector: 'test-erp', stream: 'items', request }, (text) => text),
  };
  return send(sender, { method: 'GET', url, headers: {} }, signal);
}

/** Answers always the same, and reads it once. */
async function once(answer: ErpAnswer, settings: Settings = {}): Promise<HttpAnswer> {
  await using server = await erpServer(() => answer);
  return await get(`${server.url}/items?q=1`, settings);
}

describe('answers', () => {
  test('come with their status, headers and bytes, whatever the status', async () => {
    const answer = await once({ status: 418, headers: { 'X-Teapot': 'Yes' }, body: 'short and stout' });
    expect(answer).toMatchObject({ status: 418, headers: { 'x-teapot': 'Yes' } });
    expect(answer.body.toString()).toBe('short and stout');
  });

  test('are decompressed, and a redirect is not followed', async () => {
    const zipped = await once({ headers: { 'content-encoding': 'gzip' }, body: gzipSync('{"a":1}') });
    expect(zipped.body.toString()).toBe('{"a":1}');
    expect((await once({ status: 302, headers: { location: '/elsewhere' } })).status).toBe(302);
  });

  test('come over one kept connection', async () => {
    const ports = new Set<unknown>();
    await using server: ErpServer = await erpServer(() => (response) => {
      ports.add(response.socket?.remotePort);
      response.end('{}');
    });
    for (let count = 0; count < 3; count++) await get(server.url);
    expect(ports.size).toBe(1);
  });
});

describe('failures', () => {
  test('nothing listens', async () => {
    const server = await erpServer(() => ({}));
    await server[Symbol.asyncDispose]();
    expect(await failure(get(`${server.url}/items?key=private`))).toMatchObject({
      name: 'ErpUnavailable',
      code: 'erp-unreachable',
      message: `test-erp, stream items, GET ${server.host}/items: ${server.host} cannot be reached: nothing listens there (connection refused). The request is tried again; if it keeps happening, check the address in the connection and whether the ERP is running.`,
    });
  });

  test('a name that DNS does not know', async () => {
    expect(await failure(get('http://erp.invalid/items'))).toMatchObject({
      name: 'ErpUnavailable',
      code: 'erp-unreachable',
    });
  });

  test('the connection is closed without an answer', async () => {
    const error = await failure(once((response) => response.socket?.destroy()));
    expect(error).toMatchObject({ name: 'ErpUnavailable', code: 'erp-unreachable' });
    expect(error.message).toContain('the connection was closed before an answer came');
  });

  test('no answer in time, neither its head nor its end', async () => {
    const silent: ErpAnswer = () => undefined;
    const slow: ErpAnswer = (response) => void response.write('{"items":[');
    for (const answer of [silent, slow])
      expect(await failure(once(answer, { timeoutMs: 60 }))).toMatchObject({
        name: 'ErpUnavailable',
        code: 'erp-timeout',
        message: expect.stringContaining('No whole answer came within 0.06 seconds.'),
      });
  });

  test('an answer that ends before its announced length', async () => {
    const error = await failure(
      once((response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"items":[', () => response.destroy());
      }),
    );
    expect(error).toMatchObject({ name: 'ErpUnavailable', code: 'answer-cut-short' });
  });

  test('an answer whose compression is broken', async () => {
    const error = await failure(once({ headers: { 'content-encoding': 'gzip' }, body: 'not gzip' }));
    expect(error).toMatchObject({ name: 'ErpUnavailable', code: 'answer-cut-short' });
  });

  test('an answer that is too large, also one that is small on the wire', async () => {
    const large = 'x'.repeat(100_000);
    const zipped = { headers: { 'content-encoding': 'gzip' }, body: gzipSync(large) };
    for (const answer of [{ body: large }, zipped])
      expect(await failure(once(answer, { maxBytes: 50_000 }))).toMatchObject({
        name: 'ErpContractBroken',
        code: 'answer-too-large',
        message: expect.stringContaining('more than 0.05 MB decompressed'),
      });
  });

  test('a host that resolves to loopback and is not allowed is never reached', async () => {
    await using server = await erpServer(() => ({}));
    const url = new URL(server.url.replace('127.0.0.1', 'localhost'));
    const guard = createGuard({ hosts: [url.host], allowPrivateHosts: [] });
    const faultAt = (request: string) => faultsAt({ connector: 'test-erp', stream: 'items', request }, (text) => text);
    const sender = { agents: createHttpAgents(), guard, limits: { timeoutMs: 5_000, maxBytes: 1_000 }, faultAt };
    expect(await failure(send(sender, { method: 'GET', url, headers: {} }))).toMatchObject({
      name: 'InvalidInput',
      code: 'address-not-allowed',
    });
    expect(server.requests).toEqual([]);
  });

  test('an error keeps nothing of the request, which has the credentials', async () => {
    const error = await failure(get('http://erp.invalid/items'));
    expect(error.cause).toBeUndefined();
  });
});

describe('the signal', () => {
  test('ends a request with its reason, before and while it runs', async () => {
    const reason = new Error('the lease is lost');
    await using server = await erpServer(() => () => abort.abort(reason));
    const abort = new AbortController();
    await expect(get(server.url, { signal: abort.signal })).rejects.toBe(reason);
    await expect(get(server.url, { signal: abort.signal })).rejects.toBe(reason);
    expect(server.requests).toHaveLength(1);
  });
});
