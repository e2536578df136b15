import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startApi } from '../../api/server.ts';
import { type ApiWorld, openApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeEach(async () => {
  world = await openApiWorld();
});
afterEach(() => world.close());

/** With headers that fetch does not let anybody set. */
function raw(path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: world.api.port, path, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

test('health needs no token; unknown addresses and methods are said', async () => {
  expect(await (await world.call('/v1/health')).json()).toEqual({ status: 'ok' });
  expect((await world.call('/v1/nothing')).status).toBe(404);
  const wrong = await world.call('/v1/subscriptions/archive/messages', { method: 'DELETE' });
  expect({ status: wrong.status, allow: wrong.headers.get('allow') }).toEqual({ status: 405, allow: 'GET' });
});

test('answers to its own name only', async () => {
  expect(await raw('/v1/health', { host: `localhost:${world.api.port}` })).toBe(200);
  expect(await raw('/v1/health', { host: 'evil.example' })).toBe(421);
  expect(await raw('/v1/health', { host: `evil.example:${world.api.port}` })).toBe(421);
  expect(await raw('//evil.example/v1/health', { host: `127.0.0.1:${world.api.port}` })).toBe(200);
});

test('takes a free port where the one it was given is taken', async () => {
  const second = await startApi({ ...world.embedded.services, onFailure: () => undefined }, world.api.port);
  expect(second.port).not.toBe(world.api.port);
  expect((await fetch(`${second.url}/v1/health`)).status).toBe(200);
  await second.close();
});

test('a fault of ours is told to whoever runs the server, and not to the client', async () => {
  await world.embedded.platform.queues.remove('subscription.archive');
  await world.embedded.platform.documents.put('_', 'subscriptions', 'archive', { name: 'archive' });
  const answer = await world.call('/v1/subscriptions/archive/messages');
  expect(await answer.json()).toEqual({
    type: 'urn:tributary:problem:internal',
    title: 'Internal error',
    status: 500,
    code: 'internal',
    detail: 'Something failed here; the log of the server says what.',
  });
  expect(world.failures).toHaveLength(1);
});

test('closing ends a long poll with what it has, which is nothing', async () => {
  const polling = world.call('/v1/subscriptions/archive/messages?wait=20');
  await world.call('/v1/health');
  await world.api.close();
  expect(await (await polling).json()).toEqual({ messages: [] });
});
