import { describe, expect, test } from '@jest/globals';
import { TributaryError } from '../../../core/errors.ts';
import { queuesContract } from '../../contract/queues.contract.ts';
import { idsOf, messages } from '../../contract/under-test.ts';
import { openMessaging } from '../../support/embedded-messaging.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const directory = temporaryDirectories();
queuesContract('embedded', async () => openMessaging(directory()));

const options = { visibilitySeconds: 30, maxReceives: 3 };

describe('embedded queues', () => {
  test('gives messages in the order of sending, released ones first again', async () => {
    const { queues, dispose } = openMessaging(directory());
    await queues.ensure('q', options);
    await queues.send('q', messages(5));
    const received = await queues.receive('q', 2, 0);
    await queues.release(
      'q',
      received.map(({ receipt }) => receipt),
      0,
    );
    expect(idsOf(await queues.receive('q', 10, 0))).toEqual(['m1', 'm2', 'm3', 'm4', 'm5']);
    await dispose();
  });

  test('a message sent by another process is found by the next poll', async () => {
    const home = directory();
    const worker = openMessaging(home);
    const other = openMessaging(home);
    await worker.queues.ensure('q', options);
    const waiting = worker.queues.receive('q', 10, 60_000);
    await worker.clock.sleeping();
    await other.queues.send('q', messages(1));
    await worker.clock.advance(250);
    expect(idsOf(await waiting)).toEqual(['m1']);
    await worker.dispose();
    await other.dispose();
  });

  test('receive gives up when its time is over', async () => {
    const { queues, clock, dispose } = openMessaging(directory());
    await queues.ensure('q', options);
    const waiting = queues.receive('q', 10, 600);
    await clock.advance(600);
    expect(await waiting).toEqual([]);
    await dispose();
  });

  test('two processes never receive the same message', async () => {
    const home = directory();
    const workers = [openMessaging(home), openMessaging(home)];
    await workers[0]?.queues.ensure('q', options);
    await workers[0]?.queues.send('q', messages(20));
    const received = await Promise.all(workers.map(({ queues }) => queues.receive('q', 15, 0)));
    expect(received.map((one) => one.length)).toEqual([15, 5]);
    expect(new Set(idsOf(received.flat())).size).toBe(20);
    await Promise.all(workers.map(({ dispose }) => dispose()));
  });

  test('messages and their receive counts survive a restart; orphans are released at once', async () => {
    const home = directory();
    const before = openMessaging(home);
    await before.queues.ensure('q', options);
    await before.queues.send('q', messages(2));
    await before.queues.receive('q', 1, 0);
    await before.dispose();
    const after = openMessaging(home);
    expect(await after.queues.releaseOrphans()).toBe(1);
    const received = await after.queues.receive('q', 10, 0);
    expect(received.map(({ id, receiveCount }) => [id, receiveCount])).toEqual([
      ['m1', 2],
      ['m2', 1],
    ]);
    await after.dispose();
  });

  test('a clock that is set back hides nothing that was not received', async () => {
    const { queues, clock, dispose } = openMessaging(directory());
    await queues.ensure('q', options);
    await queues.send('q', messages(1));
    clock.set(new Date(clock.now().getTime() - 3_600_000));
    expect(idsOf(await queues.receive('q', 1, 0))).toEqual(['m1']);
    await dispose();
  });

  test('acknowledged messages leave nothing behind', async () => {
    const { queues, db, dispose } = openMessaging(directory());
    await queues.ensure('q', options);
    await queues.send('q', messages(3));
    const received = await queues.receive('q', 10, 0);
    await queues.acknowledge(
      'q',
      received.map(({ receipt }) => receipt),
    );
    expect(db.get('SELECT (SELECT count(*) FROM message) + (SELECT count(*) FROM delivery) AS n')).toMatchObject({
      n: 0,
    });
    await dispose();
  });

  test('receipts of anything else are ignored', async () => {
    const { queues, dispose } = openMessaging(directory());
    await queues.ensure('q', options);
    await queues.ensure('other', options);
    await queues.send('q', messages(1));
    const [received] = await queues.receive('q', 1, 0);
    await queues.acknowledge('other', [received?.receipt ?? '']);
    await queues.acknowledge('q', ['', 'nonsense', '1', '1.99', '1.1; DROP TABLE delivery', '-1.1']);
    expect(await queues.counts()).toContainEqual(expect.objectContaining({ queue: 'q', inFlight: 1 }));
    await dispose();
  });

  test('a receipt of an earlier receive does nothing', async () => {
    const { queues, clock, dispose } = openMessaging(directory());
    await queues.ensure('q', options);
    await queues.send('q', messages(1));
    const stale = (await queues.receive('q', 1, 0)).map(({ receipt }) => receipt);
    await clock.advance(30_500);
    await queues.receive('q', 1, 0);
    await queues.acknowledge('q', stale);
    await queues.release('q', stale, 0);
    expect(await queues.receive('q', 1, 0)).toEqual([]);
    await clock.advance(30_500);
    expect(idsOf(await queues.receive('q', 1, 0))).toEqual(['m1']);
    await dispose();
  });

  test('counts say when the oldest message was sent', async () => {
    const { queues, clock, dispose } = openMessaging(directory());
    await queues.ensure('q', options);
    const oldestSentAt = clock.now().toISOString();
    await queues.send('q', messages(1));
    await clock.advance(1_000);
    await queues.send('q', messages(1));
    expect(await queues.counts()).toEqual([
      { queue: 'q', visible: 2, inFlight: 0, oldestSentAt },
      { queue: 'q.dead', visible: 0, inFlight: 0 },
    ]);
    await dispose();
  });

  test('what SQS would refuse is refused here too', async () => {
    const { queues, dispose } = openMessaging(directory());
    await queues.ensure('q', options);
    const bad = [
      { id: '', body: '', attributes: {} },
      { id: 'm', body: '', attributes: { empty: '' } },
      { id: 'm', body: '', attributes: { 'a b': 'x' } },
    ];
    const { failed } = await queues.send('q', [...bad, ...messages(1)]);
    expect(failed.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(idsOf(await queues.receive('q', 10, 0))).toEqual(['m1']);
    await dispose();
  });

  test.each([
    ['', options],
    ['a_b', options],
    ['q', { visibilitySeconds: 43_201, maxReceives: 1 }],
    ['q', { visibilitySeconds: 1, maxReceives: 1_001 }],
    ['q.dead', options],
    ['q', { visibilitySeconds: 0, maxReceives: 1 }],
    ['q', { visibilitySeconds: Number.NaN, maxReceives: 1 }],
    ['q', { visibilitySeconds: 1, maxReceives: 0 }],
    ['q', { visibilitySeconds: 1, maxReceives: 1.5 }],
  ])('refuses to create %j with %j', async (queue, bad) => {
    const { queues, dispose } = openMessaging(directory());
    await expect(queues.ensure(queue, bad)).rejects.toBeInstanceOf(TributaryError);
    expect(await queues.counts()).toEqual([]);
    await dispose();
  });
});
