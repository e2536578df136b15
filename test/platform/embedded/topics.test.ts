import { describe, expect, test } from '@jest/globals';
import { topicsContract } from '../../contract/topics.contract.ts';
import { idsOf, messages } from '../../contract/under-test.ts';
import { openMessaging } from '../../support/embedded-messaging.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const directory = temporaryDirectories();
topicsContract('embedded', async () => openMessaging(directory()));

const queueOptions = { visibilitySeconds: 30, maxReceives: 3 };

describe('embedded topics', () => {
  test('history keeps what was published, with or without subscribers, in order', async () => {
    const { topics, dispose } = openMessaging(directory());
    await topics.publish('t', messages(150));
    await topics.publish('other', messages(1));
    const first = await topics.history('t');
    expect(first).toHaveLength(100);
    expect(first[0]).toMatchObject({ id: 'm1', body: 'body 1', sentAt: '2026-01-01T00:00:00.000Z' });
    const rest = await topics.history('t', { after: first[99]?.sequence ?? 0 });
    expect(idsOf([...first, ...rest])).toEqual(idsOf(messages(150)));
    expect(idsOf(await topics.history('t', { last: 2 }))).toEqual(['m149', 'm150']);
    expect(await topics.history('nothing')).toEqual([]);
    await dispose();
  });

  test('acknowledging does not remove a message from the history', async () => {
    const { topics, queues, dispose } = openMessaging(directory());
    await queues.ensure('q', queueOptions);
    await topics.subscribe({ name: 's', topic: 't', queue: 'q', filter: {} });
    await topics.publish('t', messages(1));
    const [received] = await queues.receive('q', 1, 0);
    await queues.acknowledge('q', [received?.receipt ?? '']);
    expect(idsOf(await topics.history('t'))).toEqual(['m1']);
    await dispose();
  });

  test('a queue bound twice gets one delivery when either filter passes', async () => {
    const { topics, queues, dispose } = openMessaging(directory());
    await queues.ensure('q', queueOptions);
    await topics.subscribe({ name: 's1', topic: 't', queue: 'q', filter: { tenant: ['a'] } });
    await topics.subscribe({ name: 's2', topic: 't', queue: 'q', filter: {} });
    await topics.publish('t', messages(1, { tenant: 'a' }));
    expect(idsOf(await queues.receive('q', 10, 0))).toEqual(['m1']);
    await dispose();
  });

  test('subscribing a queue that does not exist is NotFound; removing a queue ends its subscriptions', async () => {
    const { topics, queues, db, dispose } = openMessaging(directory());
    const subscription = { name: 's', topic: 't', queue: 'q', filter: {} };
    await expect(topics.subscribe(subscription)).rejects.toMatchObject({ name: 'NotFound', code: 'queue-missing' });
    await queues.ensure('q', queueOptions);
    await topics.subscribe(subscription);
    await topics.publish('t', messages(1));
    await queues.send('q', messages(1));
    await queues.remove('q');
    expect(await topics.subscriptions()).toEqual([]);
    expect(db.get('SELECT count(*) AS n FROM message')).toMatchObject({ n: 1 });
    await dispose();
  });

  test('a body is stored once however many queues it goes to', async () => {
    const { topics, queues, db, dispose } = openMessaging(directory());
    for (const queue of ['a', 'b', 'c']) {
      await queues.ensure(queue, queueOptions);
      await topics.subscribe({ name: queue, topic: 't', queue, filter: {} });
    }
    await topics.publish('t', messages(1));
    expect(db.get('SELECT count(*) AS n FROM message')).toMatchObject({ n: 1 });
    expect(db.get('SELECT count(*) AS n FROM delivery')).toMatchObject({ n: 3 });
    await dispose();
  });
});
