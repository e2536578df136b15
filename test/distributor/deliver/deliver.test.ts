import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { subscriptionQueue } from '../../../core/topic-names.ts';
import { deliverMessage } from '../../../distributor/deliver/deliver.ts';
import { readEndpoint } from '../../../distributor/deliver/endpoint.ts';
import type { PostRequest } from '../../../distributor/deliver/post.ts';
import { rotateWebhookSecret } from '../../../distributor/deliver/webhook-secret.ts';
import { removeSubscription } from '../../../distributor/subscribe.ts';
import { type DeliveryWorld, openDeliveryWorld } from '../../support/delivery-world.ts';

const hour = 3_600_000;
const never = new AbortController().signal;
let world: DeliveryWorld;
beforeEach(async () => {
  world = openDeliveryWorld();
  await world.webhook('shop');
});
afterEach(() => world.close());

/** Publishes, receives and delivers one message; gives what is to become of it. */
async function deliverOne(id = 'm1'): Promise<unknown> {
  await world.publish(id);
  const [message] = await world.platform.queues.receive(subscriptionQueue('shop'), 1, 0);
  if (!message) throw new Error('No message waits.');
  return deliverMessage(world.deps, 'shop', message, never);
}

describe('a webhook', () => {
  test('gets a CloudEvents batch with a signature for each valid secret', async () => {
    const requests: PostRequest[] = [];
    const second = await rotateWebhookSecret(world.platform.secrets, 'shop');
    world.endpoints['shop'] = async (request) => {
      requests.push(request);
      return {};
    };
    expect(await deliverOne()).toEqual({ kind: 'done' });
    const [request] = requests;
    expect(request).toMatchObject({ timeoutMs: 15_000, body: '[{"specversion":"1.0","id":"m1"}]' });
    const { headers = {}, body } = request ?? {};
    expect(headers['content-type']).toBe('application/cloudevents-batch+json; charset=utf-8');
    expect(headers['webhook-timestamp']).toBe(String(Date.parse('2026-01-01T00:00:00Z') / 1_000));
    const mac = createHmac('sha256', Buffer.from(second.replace('whsec_', ''), 'base64'));
    const own = mac.update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`).digest('base64');
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
    expect(headers['webhook-signature']?.split(' ')).toContain(`v1,${own}`);
  });

  test.each([
    ['500', { status: 500 }, { afterMs: 6_250 }, 'it answered 500'],
    ['429 with a time', { status: 429, headers: { 'retry-after': '90' } }, { afterMs: 92_500 }, 'it answered 429'],
    ['503 with a time', { status: 503, headers: { 'retry-after': '60' } }, { afterMs: 62_500 }, 'it answered 503'],
    ['a redirect', { status: 302 }, { afterMs: 2_500 }, 'it answered 302, and redirects are not followed'],
    ['a message it does not take', { status: 400 }, { afterMs: 2_500 }, 'it answered 400'],
  ])('%s: tried again', async (_case, answer, expected, reason) => {
    world.endpoints['shop'] = async () => answer;
    expect(await deliverOne()).toEqual({ kind: 'again', ...expected });
    expect(await readEndpoint(world.platform.documents, 'shop')).toMatchObject({ failures: 1, lastError: reason });
    expect(world.failures).toEqual([`subscription shop: ${reason}`]);
  });

  test('while it rests, nothing is sent; a success forgets its failures', async () => {
    let status = 503;
    let calls = 0;
    world.endpoints['shop'] = async () => {
      calls++;
      return { status };
    };
    await deliverOne('m1');
    expect(await deliverOne('m2')).toEqual({ kind: 'again', afterMs: 3_750 });
    expect(calls).toBe(1);
    await world.clock.advance(3_750);
    status = 204;
    expect(await deliverOne('m3')).toEqual({ kind: 'done' });
    expect(await readEndpoint(world.platform.documents, 'shop')).toEqual({ failures: 0 });
  });

  test('410 pauses it at once and keeps the message', async () => {
    world.endpoints['shop'] = async () => ({ status: 410 });
    expect(await deliverOne()).toEqual({ kind: 'again', afterMs: 0 });
    expect(await readEndpoint(world.platform.documents, 'shop')).toMatchObject({ paused: { by: 'gone' } });
    expect(await world.platform.deliveries.list()).toEqual([
      { queue: 'subscription.shop', concurrency: 1, running: false },
    ]);
  });

  test('a stop is no failure of the endpoint', async () => {
    const stop = new AbortController();
    world.endpoints['shop'] = async (_request, signal) => {
      stop.abort(new Error('stopping'));
      signal.throwIfAborted();
      return {};
    };
    await world.publish('m1');
    const [message] = await world.platform.queues.receive(subscriptionQueue('shop'), 1, 0);
    if (!message) throw new Error('No message waits.');
    await expect(deliverMessage(world.deps, 'shop', message, stop.signal)).rejects.toThrow('stopping');
    expect(await readEndpoint(world.platform.documents, 'shop')).toEqual({ failures: 0 });
  });

  test('a message that was tried for long enough is a dead letter; one that was not is none', async () => {
    await world.webhook('shop', { giveUpAfter: '1m' } as never);
    world.endpoints['shop'] = async () => ({ status: 400 });
    await world.publish('m1');
    const queue = subscriptionQueue('shop');
    const dispositions: unknown[] = [];
    for (let attempt = 0; attempt < 20; attempt++) {
      await world.clock.advance(hour);
      const [message] = await world.platform.queues.receive(queue, 1, 0);
      if (!message) throw new Error('No message waits.');
      const disposal = await deliverMessage(world.deps, 'shop', message, never);
      dispositions.push(disposal.kind);
      if (disposal.kind === 'done') break;
      await world.platform.queues.release(queue, [message.receipt], 0);
    }
    expect(dispositions).toEqual(['again', 'again', 'again', 'again', 'done']);
    expect((await world.left('shop')).dead).toBe(1);
    expect(world.failures.at(-1)).toContain('message m1 was given up');
  });

  test('without a secret nothing is sent; of a subscription that is gone nothing is lost that it did not take along', async () => {
    await world.platform.secrets.delete('_', 'subscription.shop');
    let calls = 0;
    world.endpoints['shop'] = async () => {
      calls++;
      return {};
    };
    expect(await deliverOne()).toMatchObject({ kind: 'again' });
    expect(calls).toBe(0);
    await removeSubscription(world.platform, 'shop');
    expect(await world.platform.deliveries.list()).toEqual([]);
    expect((await world.platform.queues.counts()).filter(({ queue }) => queue.includes('shop'))).toEqual([]);
  });
});
