import { describe, expect, test } from '@jest/globals';
import type { Queues, ReceivedMessage } from '../../platform/ports.ts';
import { forEachTest, idsOf, messages, type UnderTest } from './under-test.ts';

/** Short, because an adapter with a real clock waits for it; long enough for what a test does meanwhile. */
const options = { visibilitySeconds: 5, maxReceives: 3 };
const receipts = (received: readonly ReceivedMessage[]): string[] => received.map(({ receipt }) => receipt);

/** What every Queues adapter promises to a receiver. */
export function queuesContract(name: string, makeAdapter: () => Promise<UnderTest<{ readonly queues: Queues }>>): void {
  const run = forEachTest(makeAdapter);

  describe(`${name}: Queues`, () => {
    test(
      'a received message is hidden, and comes again after the visibility timeout with a greater receive count',
      run(async ({ queues, passTime }) => {
        await queues.ensure('q', options);
        await queues.send('q', messages(1, { tenant: 'acme' }));
        const [first] = await queues.receive('q', 10, 5_000);
        expect(first).toMatchObject({ id: 'm1', body: 'body 1', attributes: { tenant: 'acme' }, receiveCount: 1 });
        expect(Date.parse(first?.sentAt ?? '')).not.toBeNaN();
        expect(await queues.receive('q', 10, 0)).toEqual([]);
        await passTime(5_500);
        expect(await queues.receive('q', 10, 1_000)).toEqual([expect.objectContaining({ id: 'm1', receiveCount: 2 })]);
      }),
    );

    test(
      'a receive that was called off takes nothing',
      run(async ({ queues }) => {
        await queues.ensure('q', options);
        await queues.send('q', messages(1));
        expect(await queues.receive('q', 10, 5_000, AbortSignal.abort())).toEqual([]);
        expect(await queues.receive('q', 10, 5_000)).toEqual([expect.objectContaining({ id: 'm1', receiveCount: 1 })]);
      }),
    );

    test(
      'waiting messages, dead letters included, are rewritten or removed, and the others stay',
      run(async ({ queues, passTime }) => {
        await queues.ensure('q', { ...options, maxReceives: 1 });
        await queues.send('q', [{ id: 'dead', body: 'of anna', attributes: { tenant: 'acme' } }]);
        await queues.receive('q', 1, 5_000);
        await passTime(5_500);
        expect(await queues.receive('q', 1, 0)).toEqual([]);
        await queues.ensure('live', options);
        const bodies = { kept: 'of nobody', changed: 'of anna and bo', gone: 'anna' };
        await queues.send(
          'live',
          Object.entries(bodies).map(([id, body]) => ({ id, body, attributes: { tenant: 'acme' } })),
        );
        const edit = ({ body }: { readonly body: string }): string | undefined =>
          body === 'anna' ? undefined : body.replace('anna', '[erased]');
        const places = [
          { place: 'queue q.dead', messages: 1 },
          { place: 'queue live', messages: 2 },
        ];
        expect(await queues.redact(edit, { dryRun: true })).toEqual(expect.arrayContaining(places.slice(0, 1)));
        expect(await queues.redact(edit, { dryRun: false })).toEqual(expect.arrayContaining(places));
        expect(await queues.redact(edit, { dryRun: false })).toEqual([]);
        const left = [...(await queues.receive('live', 10, 5_000)), ...(await queues.receive('q.dead', 10, 5_000))];
        const said = left.map(({ id, body, attributes }) => [id, body, attributes['tenant']]).sort();
        expect(said).toEqual([
          ['changed', 'of [erased] and bo', 'acme'],
          ['dead', 'of [erased]', 'acme'],
          ['kept', 'of nobody', 'acme'],
        ]);
      }),
    );

    test(
      'an acknowledged message never comes again',
      run(async ({ queues, passTime }) => {
        await queues.ensure('q', options);
        await queues.send('q', messages(2));
        const received = await queues.receive('q', 10, 5_000);
        await queues.acknowledge('q', receipts(received.slice(0, 1)));
        await passTime(5_500);
        expect(idsOf(await queues.receive('q', 10, 1_000))).toEqual(idsOf(received.slice(1)));
      }),
    );

    test(
      'a released message comes again after its delay',
      run(async ({ queues, passTime }) => {
        await queues.ensure('q', options);
        await queues.send('q', messages(1));
        await queues.release('q', receipts(await queues.receive('q', 1, 5_000)), 0);
        const again = await queues.receive('q', 1, 1_000);
        expect(again).toEqual([expect.objectContaining({ receiveCount: 2 })]);
        await queues.release('q', receipts(again), 3_000);
        expect(await queues.receive('q', 1, 0)).toEqual([]);
        await passTime(3_500);
        expect(idsOf(await queues.receive('q', 1, 1_000))).toEqual(['m1']);
      }),
    );

    test(
      'a receipt of an earlier receive is no error',
      run(async ({ queues, passTime }) => {
        await queues.ensure('q', options);
        await queues.send('q', messages(1));
        const stale = receipts(await queues.receive('q', 1, 5_000));
        await passTime(5_500);
        const latest = receipts(await queues.receive('q', 1, 1_000));
        expect(latest).not.toEqual(stale);
        await queues.release('q', stale, 0);
        await queues.acknowledge('q', stale);
        await queues.acknowledge('q', latest);
        await queues.acknowledge('q', latest);
        await queues.release('q', latest, 0);
        await passTime(5_500);
        expect(await queues.receive('q', 1, 0)).toEqual([]);
      }),
    );

    test(
      'a message that was received maxReceives times moves to the dead letters',
      run(async ({ queues }) => {
        await queues.ensure('q', options);
        await queues.send('q', messages(1, { tenant: 'acme' }));
        for (const count of [1, 2, 3]) {
          const received = await queues.receive('q', 1, 5_000);
          expect(received).toEqual([expect.objectContaining({ receiveCount: count })]);
          await queues.release('q', receipts(received), 0);
        }
        expect(await queues.receive('q', 1, 0)).toEqual([]);
        const dead = await queues.receive('q.dead', 10, 5_000);
        expect(dead).toEqual([expect.objectContaining({ id: 'm1', body: 'body 1', attributes: { tenant: 'acme' } })]);
        await queues.acknowledge('q.dead', receipts(dead));
      }),
    );

    test(
      'max is obeyed, queues are apart, and many messages all arrive once',
      run(async ({ queues }) => {
        await queues.ensure('q', options);
        await queues.ensure('other', options);
        await queues.send('other', messages(1));
        await queues.send('q', messages(25));
        const seen: string[] = [];
        while (seen.length < 25) {
          const received = await queues.receive('q', 10, 5_000);
          expect(received.length).toBeGreaterThan(0);
          expect(received.length).toBeLessThanOrEqual(10);
          seen.push(...idsOf(received));
          await queues.acknowledge('q', receipts(received));
        }
        expect(seen.sort()).toEqual(idsOf(messages(25)).sort());
      }),
    );

    test(
      'receive waits for the first message',
      run(async ({ queues }) => {
        await queues.ensure('q', options);
        const waiting = queues.receive('q', 10, 20_000);
        await queues.send('q', messages(1));
        expect(idsOf(await waiting)).toEqual(['m1']);
      }),
    );

    test(
      'a body over 200 KB of UTF-8 fails alone',
      run(async ({ queues }) => {
        await queues.ensure('q', options);
        const large = { id: 'large', body: 'x'.repeat(200 * 1024 + 1), attributes: {} };
        const { failed } = await queues.send('q', [large, ...messages(1)]);
        expect(failed).toEqual([{ index: 0, reason: expect.any(String) }]);
        expect(idsOf(await queues.receive('q', 10, 5_000))).toEqual(['m1']);
      }),
    );

    test(
      'counts lists all queues, dead letters included',
      run(async ({ queues }) => {
        await queues.ensure('q', { ...options, maxReceives: 1 });
        await queues.send('q', messages(3));
        await queues.release('q', receipts(await queues.receive('q', 1, 5_000)), 0);
        await queues.receive('q', 1, 5_000);
        const counts = new Map((await queues.counts()).map((count) => [count.queue, count]));
        expect(counts.get('q')).toMatchObject({ visible: 1, inFlight: 1 });
        expect(counts.get('q.dead')).toMatchObject({ visible: 1, inFlight: 0 });
        // Where the platform knows it.
        for (const { oldestSentAt } of counts.values())
          if (oldestSentAt !== undefined) expect(Date.parse(oldestSentAt)).not.toBeNaN();
      }),
    );

    test(
      'a queue that does not exist is NotFound; a removed one is gone with its dead letters',
      run(async ({ queues }) => {
        await queues.ensure('q', options);
        await queues.ensure('q', { visibilitySeconds: 20, maxReceives: 5 });
        await queues.remove('q');
        await queues.remove('never-there');
        expect(await queues.counts()).toEqual([]);
        await expect(queues.send('q', messages(1))).rejects.toMatchObject({ name: 'NotFound' });
        await expect(queues.receive('q', 1, 0)).rejects.toMatchObject({ name: 'NotFound' });
      }),
    );
  });
}
