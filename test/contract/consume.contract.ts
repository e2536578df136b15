import { describe, expect, test } from '@jest/globals';
import type { Queues } from '../../platform/ports.ts';
import { forEachTest, idsOf, messages, type UnderTest } from './under-test.ts';

const options = { visibilitySeconds: 5, maxReceives: 3 };

/** What `Queues.consume` of every adapter promises to a handler. */
export function consumeContract(
  name: string,
  makeAdapter: () => Promise<UnderTest<{ readonly queues: Queues }>>,
): void {
  const run = forEachTest(makeAdapter);

  describe(`${name}: Queues.consume`, () => {
    test(
      'hands over what is there and what comes, in batches, and acknowledges it',
      run(async ({ queues, passTime }) => {
        await queues.ensure('q', options);
        await queues.send('q', messages(5));
        const seen: string[] = [];
        const all = Promise.withResolvers<void>();
        const consumer = queues.consume(
          'q',
          async (received) => {
            expect(received.length).toBeLessThanOrEqual(2);
            seen.push(...idsOf(received));
            if (seen.length === 5) await queues.send('q', [{ id: 'late', body: '', attributes: {} }]);
            if (seen.includes('late')) all.resolve();
            return [];
          },
          { batchSize: 2 },
        );
        await all.promise;
        await consumer.stop();
        await passTime(5_500);
        expect(seen.sort()).toEqual(['late', 'm1', 'm2', 'm3', 'm4', 'm5']);
        expect(await queues.receive('q', 1, 0)).toEqual([]);
      }),
    );

    test(
      'failed messages, and all of a batch whose handler throws, come again and end as dead letters',
      run(async ({ queues, passTime }) => {
        await queues.ensure('q', options);
        await queues.send('q', messages(2));
        const counts: number[] = [];
        const consumer = queues.consume(
          'q',
          async (received) => {
            const bad = received.filter(({ id }) => id === 'm1');
            counts.push(...bad.map(({ receiveCount }) => receiveCount));
            if (bad[0]?.receiveCount === 2) throw new Error('the handler failed');
            return idsOf(bad);
          },
          { batchSize: 10 },
        );
        while (counts.length < options.maxReceives) await passTime(500);
        await passTime(8_000);
        await consumer.stop();
        expect(counts).toEqual([1, 2, 3]);
        expect(idsOf(await queues.receive('q.dead', 10, 5_000))).toEqual(['m1']);
        expect(await queues.receive('q', 10, 0)).toEqual([]);
      }),
    );

    test(
      'stop aborts the signal, waits for the handler in progress, and nothing is handed over afterwards',
      run(async ({ queues }) => {
        await queues.ensure('q', options);
        await queues.send('q', messages(1));
        const entered = Promise.withResolvers<AbortSignal>();
        const leave = Promise.withResolvers<readonly string[]>();
        let calls = 0;
        const consumer = queues.consume(
          'q',
          (_received, signal) => {
            calls += 1;
            entered.resolve(signal);
            return leave.promise;
          },
          { batchSize: 1 },
        );
        const signal = await entered.promise;
        let stopped = false;
        const stop = consumer.stop().then(() => {
          stopped = true;
        });
        expect(signal.aborted).toBe(true);
        await Promise.resolve();
        expect(stopped).toBe(false);
        leave.resolve([]);
        await stop;
        await consumer.stop();
        await queues.send('q', messages(1));
        expect(calls).toBe(1);
        expect(idsOf(await queues.receive('q', 10, 5_000))).toEqual(['m1']);
      }),
    );
  });
}
