import { describe, expect, test } from '@jest/globals';
import type { Deliveries, Queues } from '../../platform/ports.ts';
import { forEachTest, type UnderTest } from './under-test.ts';

const options = { visibilitySeconds: 180, maxReceives: 1_000 };

/** What every Deliveries adapter promises; `queues` are the ones that are delivered. */
export function deliveriesContract(
  name: string,
  makeAdapter: () => Promise<UnderTest<{ readonly deliveries: Deliveries; readonly queues: Queues }>>,
): void {
  const run = forEachTest(makeAdapter);

  describe(`${name}: Deliveries`, () => {
    test(
      'a queue is started, changed, paused, started again and removed; nothing is done twice',
      run(async ({ deliveries, queues }) => {
        await queues.ensure('subscription.a', options);
        expect(await deliveries.list()).toEqual([]);
        await deliveries.start('subscription.a', { concurrency: 2 });
        await deliveries.start('subscription.a', { concurrency: 3 });
        expect(await deliveries.list()).toEqual([{ queue: 'subscription.a', concurrency: 3, running: true }]);
        await deliveries.pause('subscription.a');
        await deliveries.pause('subscription.a');
        expect(await deliveries.list()).toEqual([{ queue: 'subscription.a', concurrency: 3, running: false }]);
        await deliveries.start('subscription.a', { concurrency: 3 });
        expect(await deliveries.list()).toEqual([{ queue: 'subscription.a', concurrency: 3, running: true }]);
        await deliveries.remove('subscription.a');
        await deliveries.remove('subscription.a');
        expect(await deliveries.list()).toEqual([]);
      }),
    );

    test(
      'queues are apart, and one that is not delivered cannot be paused into being so',
      run(async ({ deliveries, queues }) => {
        for (const queue of ['subscription.a', 'subscription.b']) await queues.ensure(queue, options);
        await deliveries.start('subscription.b', { concurrency: 2 });
        await deliveries.pause('subscription.a');
        expect(await deliveries.list()).toEqual([{ queue: 'subscription.b', concurrency: 2, running: true }]);
      }),
    );
  });
}
