import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Subscription } from '../../core/subscription.ts';
import { redrive } from '../../distributor/redrive.ts';
import { addSubscription, removeSubscription } from '../../distributor/subscribe.ts';
import { listSubscriptions } from '../../distributor/subscriptions.ts';
import { type Embedded, openEmbedded } from '../../infra/embedded.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const subscription: Subscription = {
  name: 'billing',
  tenants: ['a'],
  topics: ['information.party', 'information.project'],
  filter: {},
  target: { kind: 'queue' },
};
let home: ReturnType<typeof temporaryDirectory>;
let embedded: Embedded;

beforeEach(async () => {
  home = temporaryDirectory();
  embedded = await openEmbedded({ home: home.path });
});

afterEach(async () => {
  await embedded.close();
  home.remove();
});

const publish = (topic: string, id: string, tenant: string): Promise<void> =>
  embedded.services.publish(topic, [{ id, body: '[]', attributes: { tenant, entity: 'party' } }]);
const received = async (queue: string): Promise<string[]> =>
  (await embedded.platform.queues.receive(queue, 10, 0)).map(({ id }) => id);

describe('a subscription', () => {
  test('gets what its topics publish for its tenants, and nothing of another tenant', async () => {
    const queue = await addSubscription(embedded.platform, subscription);
    await publish('information.party', 'mine', 'a');
    await publish('information.party', 'theirs', 'b');
    await publish('information.project', 'also mine', 'a');
    await publish('information.supplier-invoice', 'not asked for', 'a');
    expect(await received(queue)).toEqual(['mine', 'also mine']);
  });

  test('cannot widen its tenants by its own filter', async () => {
    const filter = { tenant: ['b'] } as Subscription['filter'];
    const queue = await addSubscription(embedded.platform, { ...subscription, filter });
    await publish('information.party', 'theirs', 'b');
    expect(await received(queue)).toEqual([]);
  });

  test('replaced with fewer topics loses the others; removed it is gone', async () => {
    const queue = await addSubscription(embedded.platform, subscription);
    await addSubscription(embedded.platform, { ...subscription, topics: ['information.project'] });
    await publish('information.party', 'no longer', 'a');
    await publish('information.project', 'still', 'a');
    expect(await received(queue)).toEqual(['still']);
    await removeSubscription(embedded.platform, 'billing');
    expect(await listSubscriptions(embedded.platform.documents)).toEqual([]);
    expect((await embedded.platform.topics.subscriptions()).filter(({ name }) => name.includes('billing'))).toEqual([]);
  });
});

describe('redrive', () => {
  test('moves every dead letter back once', async () => {
    const { queues } = embedded.platform;
    await queues.ensure('q', { visibilitySeconds: 30, maxReceives: 1 });
    await queues.send(
      'q',
      Array.from({ length: 25 }, (_, index) => ({ id: `m${index}`, body: 'x', attributes: {} })),
    );
    for (let round = 0; round < 3; round++) {
      const messages = await queues.receive('q', 10, 0);
      await queues.release(
        'q',
        messages.map(({ receipt }) => receipt),
        0,
      );
    }
    while ((await queues.receive('q', 10, 0)).length > 0);
    expect((await queues.counts()).find(({ queue }) => queue === 'q.dead')?.visible).toBe(25);
    const seen: number[] = [];
    expect(await redrive(queues, 'q', (moved) => seen.push(moved))).toBe(25);
    expect(seen).toEqual([10, 20, 25]);
    expect((await queues.counts()).filter(({ queue }) => queue.startsWith('q')).map(({ visible }) => visible)).toEqual([
      25, 0,
    ]);
  });

  test('an unknown queue is named', async () => {
    await expect(redrive(embedded.platform.queues, 'none')).rejects.toMatchObject({
      name: 'NotFound',
      code: 'queue-unknown',
    });
  });
});
