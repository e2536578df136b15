import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readEndpoint } from '../../distributor/deliver/endpoint.ts';
import { resumeSubscription } from '../../distributor/deliver/pause.ts';
import { redrive } from '../../distributor/redrive.ts';
import { removeSubscription } from '../../distributor/subscribe.ts';
import { type DeliveryWorld, type Endpoint, openDeliveryWorld } from '../support/delivery-world.ts';
import { until } from '../support/until.ts';

const minute = 60_000;
let world: DeliveryWorld;
beforeEach(() => {
  world = openDeliveryWorld();
});
afterEach(() => world.close());

type Received = { readonly id: string; readonly at: number };

/** An endpoint that notes what it took, and when. */
function noting(answer: (elapsedMs: number) => Promise<{ status: number }> | { status: number }): {
  readonly taken: Received[];
  readonly endpoint: Endpoint;
} {
  const taken: Received[] = [];
  const start = world.clock.now().getTime();
  const endpoint: Endpoint = async ({ headers }) => {
    const now = world.clock.now().getTime();
    const { status } = await answer(now - start);
    if (status < 300) taken.push({ id: headers['webhook-id'] ?? '', at: world.clock.now().getTime() });
    return { status };
  };
  return { taken, endpoint };
}

/** One message a minute; gives when each was published. */
async function publishEveryMinute(count: number, prefix = 'm'): Promise<Received[]> {
  const published: Received[] = [];
  for (let index = 0; index < count; index++) {
    const id = `${prefix}${index}`;
    published.push({ id, at: world.clock.now().getTime() });
    await world.publish(id);
    await world.clock.advance(minute);
  }
  return published;
}

const idsOf = (received: readonly Received[]): string[] => received.map(({ id }) => id);

/** The longest that a message took, in ms. */
function slowest(published: readonly Received[], taken: readonly Received[]): number {
  const at = new Map(taken.map((one) => [one.id, one.at]));
  return Math.max(...published.map((one) => (at.get(one.id) ?? Number.POSITIVE_INFINITY) - one.at));
}

describe('consumers', () => {
  test('one that is down for an hour, one that always fails and one that is slow delay nobody; nothing is lost', async () => {
    const sound = noting(() => ({ status: 204 }));
    const down = noting((elapsed) => ({ status: elapsed < 60 * minute ? 503 : 204 }));
    const slow = noting(async () => {
      await world.clock.sleep(14_000);
      return { status: 204 };
    });
    for (const name of ['sound', 'down', 'slow']) await world.webhook(name);
    await world.webhook('failing', { pauseAfter: { failures: 5, time: '30m' } } as never);
    Object.assign(world.endpoints, { sound: sound.endpoint, down: down.endpoint, slow: slow.endpoint });
    await world.follow();
    const published = await publishEveryMinute(70);
    expect(slowest(published, sound.taken)).toBeLessThan(1_000);
    expect(slowest(published, slow.taken)).toBeLessThan(minute);
    expect(idsOf(sound.taken)).toEqual(idsOf(published));
    expect(idsOf(slow.taken)).toEqual(idsOf(published));
    // Each that failed waits for its own attempt, at most half an hour after an hour of failures.
    await world.clock.advance(60 * minute);
    expect(idsOf(down.taken).toSorted()).toEqual(idsOf(published).toSorted());
    expect(await world.left('down')).toEqual({ waiting: 0, dead: 0 });
    expect(await readEndpoint(world.platform.documents, 'down')).toEqual({ failures: 0 });
    expect(await world.left('failing')).toEqual({ waiting: 70, dead: 0 });
  }, 60_000);

  test('one that always fails is paused, which is said; resumed it gets everything once', async () => {
    await world.webhook('failing', { pauseAfter: { failures: 5, time: '30m' } } as never);
    let calls = 0;
    world.endpoints['failing'] = async () => {
      calls++;
      return { status: 500 };
    };
    await world.follow();
    const early = await publishEveryMinute(40, 'early');
    const endpoint = await readEndpoint(world.platform.documents, 'failing');
    expect(endpoint.paused).toMatchObject({
      by: 'failures',
      reason: expect.stringMatching(
        /^The endpoint has failed \d+ times in a row since 2026-\S+; at last: it answered 500\.$/,
      ),
    });
    expect(await world.platform.deliveries.list()).toEqual([
      { queue: 'subscription.failing', concurrency: 1, running: false },
    ]);
    const [notification, ...more] = await world.platform.topics.history('notification.subscription');
    expect(more).toEqual([]);
    expect(notification?.attributes).toEqual({ tenant: 'a', subscription: 'failing', status: 'paused' });
    expect(JSON.parse(notification?.body ?? '')).toMatchObject({
      type: 'tributary.notification.subscription',
      data: { subscription: 'failing', status: 'paused', by: 'failures', target: 'webhook' },
    });
    await world.follow();
    const before = calls;
    const late = await publishEveryMinute(20, 'late');
    expect(calls).toBe(before);
    expect(await world.left('failing')).toEqual({ waiting: 60, dead: 0 });
    const mended = noting(() => ({ status: 200 }));
    world.endpoints['failing'] = mended.endpoint;
    expect(await resumeSubscription(world.deps, 'failing')).toBe(true);
    await world.follow();
    // Those that wait are taken without time passing; those that failed come at their own time.
    await until('what has waited', () => mended.taken.length >= 50);
    await world.clock.advance(60 * minute);
    expect(idsOf(mended.taken).toSorted()).toEqual(idsOf([...early, ...late]).toSorted());
    expect(await world.left('failing')).toEqual({ waiting: 0, dead: 0 });
  }, 60_000);

  test('a message that one endpoint never takes dies alone, and can be redriven', async () => {
    await world.webhook('picky', { giveUpAfter: '10m' } as never);
    let picky = true;
    const taken: string[] = [];
    world.endpoints['picky'] = async ({ headers }) => {
      const id = headers['webhook-id'] ?? '';
      if (picky && id === 'm3') return { status: 400 };
      taken.push(id);
      return {};
    };
    await world.follow();
    const published = await publishEveryMinute(10);
    await world.clock.advance(60 * minute);
    expect(taken).toEqual(idsOf(published).filter((id) => id !== 'm3'));
    expect(await world.left('picky')).toEqual({ waiting: 0, dead: 1 });
    picky = false;
    expect(await redrive(world.platform.queues, 'subscription.picky')).toBe(1);
    await world.clock.advance(minute);
    expect(taken.at(-1)).toBe('m3');
    expect(await world.left('picky')).toEqual({ waiting: 0, dead: 0 });
  }, 60_000);

  test('a subscription that is removed and made again before the worker looks is delivered all the same', async () => {
    const again = noting(() => ({ status: 200 }));
    world.endpoints['again'] = again.endpoint;
    await world.webhook('again');
    await world.follow();
    await world.clock.advance(5_000);
    await removeSubscription(world.platform, 'again');
    await world.clock.advance(5_000);
    await world.webhook('again');
    await world.follow();
    await world.publish('m1');
    await world.clock.advance(5_000);
    expect(idsOf(again.taken)).toEqual(['m1']);
  });

  test('a subscription is delivered as many at a time as it says, and stops with the process', async () => {
    let [under, most] = [0, 0];
    world.endpoints['wide'] = async (_request, signal) => {
      most = Math.max(most, ++under);
      await world.clock.sleep(10_000, signal).finally(() => under--);
      return {};
    };
    await world.webhook('wide', { concurrency: 3 } as never);
    await world.follow();
    for (let index = 0; index < 9; index++) await world.publish(`m${index}`);
    await world.clock.advance(15_000);
    expect(most).toBe(3);
    await world.clock.advance(minute);
    expect(await world.left('wide')).toEqual({ waiting: 0, dead: 0 });
  });
});
