import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { queueTail } from '../../cli/queue-tail.ts';
import type { TopicSubscription } from '../../platform/ports.ts';
import { type Messaging, openMessaging } from '../support/embedded-messaging.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const temporary = temporaryDirectories();
const topic = 'information.party';
let messaging: Messaging;
let made: number;

beforeEach(() => {
  messaging = openMessaging(temporary());
  made = 0;
});
afterEach(() => messaging.dispose());

const deps = (): Parameters<typeof queueTail>[0] => ({
  ...messaging,
  ids: { next: () => `id-${String(++made).padStart(12, '0')}` },
});
const publish = (id: string, tenant = 'acme'): Promise<unknown> =>
  messaging.topics.publish(topic, [{ id, body: `{"id":"${id}"}`, attributes: { tenant } }]);
const queues = async (): Promise<readonly string[]> => (await messaging.queues.counts()).map(({ queue }) => queue);

test('brings what is published while somebody looks, each message once', async () => {
  await publish('before');
  const tail = await queueTail(deps(), topic, 'acme');
  const { signal } = new AbortController();
  expect(tail.latest).toBeUndefined();
  await publish('a');
  await publish('of somebody else', 'acme-1');
  await publish('b');
  expect((await tail.next(signal)).map((message) => message.id)).toEqual(['a', 'b']);
  await publish('c');
  expect((await tail.next(signal)).map((message) => message.id)).toEqual(['c']);
  await tail.close();
});

test('leaves nothing behind', async () => {
  const tail = await queueTail(deps(), topic, 'acme');
  expect(await queues()).toEqual(['tail.20260101-000000000001', 'tail.20260101-000000000001.dead']);
  await tail.close();
  expect(await queues()).toEqual([]);
  expect(await messaging.topics.subscriptions()).toEqual([]);
});

test('an interruption ends the wait at once', async () => {
  const tail = await queueTail(deps(), topic, 'acme');
  const stop = new AbortController();
  const next = tail.next(stop.signal);
  await messaging.clock.sleeping();
  stop.abort();
  expect(await next).toEqual([]);
  expect(await tail.next(stop.signal)).toEqual([]);
  await tail.close();
});

test('a topic that cannot be bound leaves no queue', async () => {
  const topics = {
    ...messaging.topics,
    subscribe: async (_subscription: TopicSubscription) => {
      throw new Error('no such topic');
    },
  };
  await expect(queueTail({ ...deps(), topics }, topic, 'acme')).rejects.toThrow('no such topic');
  expect(await queues()).toEqual([]);
});

test('what a killed process left goes two days later, what others look through stays', async () => {
  await queueTail(deps(), topic, 'acme');
  messaging.clock.set(new Date('2026-01-02T12:00:00Z'));
  const second = await queueTail(deps(), topic, 'acme');
  expect(await queues()).toHaveLength(4);
  messaging.clock.set(new Date('2026-01-03T00:00:01Z'));
  const third = await queueTail(deps(), topic, 'acme');
  expect(await queues()).toEqual(
    ['20260102-000000000002', '20260103-000000000003'].flatMap((name) => [`tail.${name}`, `tail.${name}.dead`]),
  );
  await second.close();
  await third.close();
});
