import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addressProblem, createPost } from '../../../distributor/deliver/post.ts';

let server: Server;
let host: string;
const asked: string[] = [];
const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/ok': (response) => response.end('fine'),
  '/redirect': (response) => response.writeHead(302, { location: `http://${host}/ok` }).end(),
  '/never': () => undefined,
  '/half': (response) => response.writeHead(200, { 'content-length': '10' }).write('x'),
  '/cut': (response) => response.socket?.destroy(),
  '/endless': (response) => {
    const more = (): void => {
      while (response.write('x'.repeat(16_384)));
      response.once('drain', more);
    };
    more();
  },
};

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answers[request.url ?? '']?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const never = new AbortController().signal;
async function post(
  path: string,
  options: { readonly allowed?: readonly string[]; readonly signal?: AbortSignal; readonly at?: string } = {},
) {
  const sender = createPost(options.allowed ?? [host]);
  try {
    const url = new URL(`http://${options.at ?? host}${path}`);
    return await sender({ url, headers: { 'x-a': 'b' }, body: '[]', timeoutMs: 500 }, options.signal ?? never);
  } finally {
    sender.close();
  }
}

describe('posting', () => {
  test('gives status and headers, and follows no redirect', async () => {
    expect(await post('/ok')).toMatchObject({ status: 200 });
    asked.length = 0;
    expect(await post('/redirect')).toMatchObject({ status: 302, headers: { location: expect.any(String) } });
    expect(asked).toEqual(['POST /redirect']);
  });

  test('does not read what never ends', async () => {
    expect(await post('/endless')).toMatchObject({ status: 200 });
  });

  test.each([
    ['/never', 'no whole answer came within 0.5 s'],
    ['/half', 'no whole answer came within 0.5 s'],
    ['/cut', 'the connection was closed before an answer came'],
  ])('%s fails in words', async (path, reason) => {
    await expect(post(path)).rejects.toThrow(reason);
  });

  test('a stop ends it with the reason of the stop', async () => {
    const stop = new AbortController();
    const posting = post('/never', { signal: stop.signal });
    stop.abort(new Error('stopping'));
    await expect(posting).rejects.toThrow('stopping');
  });

  test('names that lead to private addresses are not reached', async () => {
    asked.length = 0;
    const url = new URL(`https://localtest.invalid/`);
    const sender = createPost([]);
    await expect(sender({ url, headers: {}, body: '', timeoutMs: 500 }, never)).rejects.toThrow(/DNS|answer/);
    sender.close();
    await expect(post('/ok', { allowed: [] })).rejects.toThrow('must begin with https://');
    expect(asked).toEqual([]);
  });
});

describe('addresses', () => {
  test.each([
    'http://consumer.example.com/',
    'https://127.0.0.1/',
    'https://localhost:8443/',
    'https://10.0.0.8/hook',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://0x7f.1/',
    'https://user:secret@consumer.example.com/',
    'ftp://consumer.example.com/',
    'file:///etc/passwd',
  ])('%s is refused', (text) => {
    expect(addressProblem(new URL(text), [])).toEqual(expect.not.stringContaining('secret'));
  });

  test('public https, and what the deployment allows', () => {
    expect(addressProblem(new URL('https://consumer.example.com/hook?x=1'), [])).toBeUndefined();
    expect(addressProblem(new URL('http://127.0.0.1:8080/'), ['127.0.0.1:8080'])).toBeUndefined();
    expect(addressProblem(new URL('http://127.0.0.1:8081/'), ['127.0.0.1:8080'])).toBeDefined();
    expect(addressProblem(new URL('https://erp.lan/'), ['erp.lan'])).toBeUndefined();
  });
});
