import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { addSubscription } from '../../../distributor/subscribe.ts';
import { addToken } from '../../../distributor/subscription-tokens.ts';
import { type ApiWorld, archive, type Messages, openApiWorld } from '../api-world.ts';

let world: ApiWorld;
beforeEach(async () => {
  world = await openApiWorld();
});
afterEach(() => world.close());

const read = async (query = ''): Promise<Messages> =>
  (await (await world.call(`/v1/subscriptions/archive/messages${query}`)).json()) as Messages;

describe('a consumer', () => {
  test('reads what waits, acknowledges it, and it does not come again', async () => {
    await world.publish('m1', '[{"specversion":"1.0","id":"e1","data":{"n":12345678901234567890}}]');
    const answer = await world.call('/v1/subscriptions/archive/messages?max=5');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const text = await answer.text();
    expect(text).toContain('"body":[{"specversion":"1.0","id":"e1","data":{"n":12345678901234567890}}]');
    const { messages } = JSON.parse(text) as Messages;
    expect(messages).toEqual([
      expect.objectContaining({
        id: 'm1',
        receiveCount: 1,
        sentAt: expect.stringMatching(/^\d{4}-/),
        attributes: { tenant: 'a', entity: 'party' },
      }),
    ]);
    expect(await read()).toEqual({ messages: [] });
    const done = await world.post('/v1/subscriptions/archive/acknowledge', { receipts: [messages[0]?.receipt] });
    expect({ status: done.status, body: await done.text() }).toEqual({ status: 204, body: '' });
    expect(await world.embedded.platform.queues.counts()).toContainEqual({
      queue: 'subscription.archive',
      visible: 0,
      inFlight: 0,
    });
  });

  test('waits for the first message, and gets it when it comes', async () => {
    const reading = read('?wait=20');
    await world.publish('late');
    expect((await reading).messages.map(({ id }) => id)).toEqual(['late']);
  });

  test('releases a message: it comes again, counted', async () => {
    await world.publish('m1');
    const [first] = (await read()).messages;
    const release = { receipts: [first?.receipt], delaySeconds: 0 };
    expect((await world.post('/v1/subscriptions/archive/release', release)).status).toBe(204);
    expect((await read()).messages).toEqual([expect.objectContaining({ id: 'm1', receiveCount: 2 })]);
  });

  test('who hangs up takes no message with him', async () => {
    const hangUp = new AbortController();
    const reading = world.call('/v1/subscriptions/archive/messages?wait=20', { signal: hangUp.signal });
    // Until the long poll has begun: another request is answered after it was taken in.
    await world.call('/v1/health');
    hangUp.abort();
    await expect(reading).rejects.toThrow();
    await world.call('/v1/health');
    await world.publish('m1');
    expect((await read('?wait=5')).messages).toEqual([expect.objectContaining({ id: 'm1', receiveCount: 1 })]);
  });

  test('an event that is no batch comes as it is; what is no event at all is wrapped in one', async () => {
    await world.publish('one', '{"specversion":"1.0","id":"e"}');
    await world.publish('none', '{"batch":1}');
    const { messages } = (await read()) as unknown as { readonly messages: readonly { readonly body: unknown }[] };
    expect(messages.map(({ body }) => body)).toEqual([
      { specversion: '1.0', id: 'e' },
      expect.objectContaining({ specversion: '1.0', source: '/tributary/a', data: { batch: 1 } }),
    ]);
  });

  test('asks for a snapshot', async () => {
    const answer = await world.post('/v1/subscriptions/archive/snapshot', { entities: ['party'] });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ status: 'waiting', id: expect.any(String) });
    const again = await world.post('/v1/subscriptions/archive/snapshot', '');
    expect({ status: again.status, problem: await again.json() }).toMatchObject({
      status: 400,
      problem: { code: 'snapshot-open' },
    });
  });
});

describe('what a consumer may not', () => {
  const path = '/v1/subscriptions/archive';
  test.each([
    ['max', '?max=11'],
    ['max', '?max=x'],
    ['wait', '?wait=-1'],
    ['"maximum" is no parameter', '?maximum=3'],
  ])('parameters: %s', async (what, query) => {
    const answer = await world.call(`${path}/messages${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ status: 400, detail: expect.stringContaining(what) });
  });

  test.each([
    ['no JSON', 'receipts', 400],
    ['a list', [], 400],
    ['no receipts', {}, 400],
    ['too many receipts', { receipts: Array.from({ length: 101 }, () => 'x') }, 400],
    ['numbers', { receipts: [1] }, 400],
    ['a delay beyond fifteen minutes', { receipts: ['1.1'], delaySeconds: 901 }, 400],
    ['an oversized body', { receipts: ['x'.repeat(300_000)] }, 413],
  ])('bodies: %s', async (_what, body, status) => {
    const answer = await world.post(`${path}/release`, body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(JSON.stringify(await answer.json())).not.toMatch(/\bat .*:\d+/);
  });

  test('a body that is not said to be JSON', async () => {
    const answer = await world.call(`${path}/acknowledge`, { method: 'POST', body: '{"receipts":["1.1"]}' });
    expect(answer.status).toBe(415);
  });

  test('another subscription, one that does not exist, and no token get one answer', async () => {
    await addSubscription(world.embedded.platform, { ...archive, name: 'other' });
    const theirs = await addToken(world.embedded.platform, 'other');
    const answers = await Promise.all([
      world.call(`${path}/messages`, { token: theirs }),
      world.call('/v1/subscriptions/nobody/messages'),
      world.call('/v1/subscriptions/%2e%2e%2fx/messages'),
      world.call(`${path}/messages`, { headers: { authorization: 'Basic eA==' } }),
    ]);
    const told = await Promise.all(answers.map(async (answer) => `${answer.status} ${await answer.text()}`));
    expect(new Set(told).size).toBe(1);
    expect(told[0]).toMatch(/^401 /);
  });

  test('read what is delivered elsewhere', async () => {
    const target = { kind: 'folder', path: 'drop' } as const;
    await addSubscription(world.embedded.platform, { ...archive, name: 'files', target });
    const token = await addToken(world.embedded.platform, 'files');
    expect((await world.call('/v1/subscriptions/files/messages', { token })).status).toBe(409);
  });
});
