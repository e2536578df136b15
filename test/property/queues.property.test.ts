import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Messaging, openMessaging } from '../support/embedded-messaging.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const directory = temporaryDirectories();
const options = { visibilitySeconds: 10, maxReceives: 3 };

/** `pick` chooses one of all receipts ever given out, stale ones included. */
type Step =
  | { readonly kind: 'publish' | 'send'; readonly count: number }
  | { readonly kind: 'receive'; readonly max: number }
  | { readonly kind: 'acknowledge'; readonly pick: number }
  | { readonly kind: 'release'; readonly pick: number; readonly delayMs: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'reopen' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('publish' as const, 'send' as const), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant('acknowledge' as const), pick: fc.nat(1_000) }),
  fc.record({ kind: fc.constant('release' as const), pick: fc.nat(1_000), delayMs: fc.constantFrom(0, 4_000) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1_000, 5_000, 11_000) }),
  fc.record({ kind: fc.constant('reopen' as const) }),
);

type Waiting = { readonly id: string; visibleAt: number; receives: number; receipt?: string };

/** What a queue should hold, and every receipt it ever gave out. */
type World = {
  readonly home: string;
  messaging: Messaging;
  now: number;
  sent: number;
  readonly waiting: Waiting[];
  readonly dead: string[];
  readonly acknowledged: Set<string>;
  readonly given: string[];
};

async function newWorld(): Promise<World> {
  const home = directory();
  const messaging = openMessaging(home);
  await messaging.queues.ensure('q', options);
  await messaging.topics.subscribe({ name: 's', topic: 't', queue: 'q', filter: {} });
  return { home, messaging, now: 0, sent: 0, waiting: [], dead: [], acknowledged: new Set(), given: [] };
}

async function add(world: World, kind: 'publish' | 'send', count: number): Promise<void> {
  const { topics, queues } = world.messaging;
  const added = Array.from({ length: count }, () => ({ id: `m${++world.sent}`, body: '', attributes: {} }));
  const { failed } = kind === 'publish' ? await topics.publish('t', added) : await queues.send('q', added);
  expect(failed).toEqual([]);
  world.waiting.push(...added.map(({ id }) => ({ id, visibleAt: 0, receives: 0 })));
}

/** What `receive` should give; moves the model as the queue should move. */
function expectedReceive(world: World, max: number): Waiting[] {
  const taken: Waiting[] = [];
  for (const message of [...world.waiting]) {
    if (taken.length === max || message.visibleAt > world.now) continue;
    if (message.receives === options.maxReceives) {
      world.waiting.splice(world.waiting.indexOf(message), 1);
      world.dead.push(message.id);
    } else {
      message.receives += 1;
      message.visibleAt = world.now + options.visibilitySeconds * 1_000;
      taken.push(message);
    }
  }
  return taken;
}

async function receive(world: World, max: number): Promise<void> {
  const received = await world.messaging.queues.receive('q', max, 0);
  const expected = expectedReceive(world, max);
  expect(received.map(({ id, receiveCount }) => [id, receiveCount])).toEqual(
    expected.map(({ id, receives }) => [id, receives]),
  );
  for (const [index, { id, receipt }] of received.entries()) {
    expect(world.acknowledged).not.toContain(id);
    expect(world.given).not.toContain(receipt);
    world.given.push(receipt);
    Object.assign(expected[index] ?? {}, { receipt });
  }
}

/** Acknowledges, or releases when there is a delay, with a receipt that may be stale. */
async function settle(world: World, pick: number, delayMs: number | undefined): Promise<void> {
  const receipt = world.given[pick % world.given.length];
  if (receipt === undefined) return;
  const index = world.waiting.findIndex((message) => message.receipt === receipt);
  const message = world.waiting[index];
  if (delayMs !== undefined) {
    await world.messaging.queues.release('q', [receipt], delayMs);
    if (message) message.visibleAt = world.now + delayMs;
    return;
  }
  await world.messaging.queues.acknowledge('q', [receipt]);
  if (!message) return;
  world.waiting.splice(index, 1);
  world.acknowledged.add(message.id);
}

async function pass(world: World, ms: number): Promise<void> {
  world.now += ms;
  await world.messaging.clock.advance(ms);
}

async function reopen(world: World): Promise<void> {
  await world.messaging.dispose();
  world.messaging = openMessaging(world.home, { clock: world.messaging.clock });
}

async function check(world: World): Promise<void> {
  const { waiting, dead, acknowledged, now, sent, messaging } = world;
  const counts = new Map((await messaging.queues.counts()).map((count) => [count.queue, count]));
  const visible = waiting.filter(({ visibleAt }) => visibleAt <= now).length;
  expect(counts.get('q')).toMatchObject({ visible, inFlight: waiting.length - visible });
  expect(counts.get('q.dead')).toMatchObject({ visible: dead.length, inFlight: 0 });
  expect(waiting.length + dead.length + acknowledged.size).toBe(sent);
}

async function take(world: World, one: Step): Promise<void> {
  switch (one.kind) {
    case 'publish':
    case 'send':
      return add(world, one.kind, one.count);
    case 'receive':
      return receive(world, one.max);
    case 'acknowledge':
      return settle(world, one.pick, undefined);
    case 'release':
      return settle(world, one.pick, one.delayMs);
    case 'pass':
      return pass(world, one.ms);
    case 'reopen':
      return reopen(world);
  }
}

test('whatever happens in whatever order, the queue does what the model does, also across restarts', async () => {
  const holds = async (steps: readonly Step[]): Promise<void> => {
    const world = await newWorld();
    try {
      for (const one of steps) {
        await take(world, one);
        await check(world);
      }
      // Nothing is lost: all that was not acknowledged can still be had, here or from the dead letters.
      await pass(world, 60_000);
      while (world.waiting.length > 0) {
        await receive(world, 10);
        await pass(world, 11_000);
      }
      const dead = await world.messaging.queues.receive('q.dead', 1_000, 0);
      expect(dead.map(({ id, receiveCount }) => `${id} ${receiveCount}`).sort()).toEqual(
        world.dead.map((id) => `${id} 1`).sort(),
      );
    } finally {
      await world.messaging.dispose();
    }
  };
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), holds), { numRuns: 150 });
});

test('every message of a consumer is handled, and none after it was handled well, however often handlers fail', async () => {
  const holds = async (failures: readonly boolean[], batchSize: number): Promise<void> => {
    const { queues, clock, dispose } = openMessaging(directory());
    await queues.ensure('q', { visibilitySeconds: 60, maxReceives: failures.length + 1 });
    await queues.send(
      'q',
      Array.from({ length: 12 }, (_, index) => ({ id: `m${index}`, body: '', attributes: {} })),
    );
    const handled: string[] = [];
    let calls = 0;
    const consumer = queues.consume(
      'q',
      async (received) => {
        const fails = failures[calls++] ?? false;
        const failed = received.filter((_, index) => fails && index % 2 === 0).map(({ id }) => id);
        if (fails && failed.length === received.length) throw new Error('all of them');
        handled.push(...received.map(({ id }) => id).filter((id) => !failed.includes(id)));
        return failed;
      },
      { batchSize },
    );
    for (let round = 0; round < 40 && handled.length < 12; round++) await clock.advance(30_000);
    await consumer.stop();
    expect(new Set(handled).size).toBe(12);
    expect(handled).toHaveLength(12);
    await dispose();
  };
  const failures = fc.array(fc.boolean(), { maxLength: 8 });
  await fc.assert(fc.asyncProperty(failures, fc.integer({ min: 1, max: 5 }), holds), { numRuns: 30 });
});
