import { expect, test } from '@jest/globals';
import { publisher } from '../../distributor/publish.ts';
import { redrive } from '../../distributor/redrive.ts';
import { systemClock } from '../../platform/clock.ts';
import type { MessageHandler, ReceivedMessage } from '../../platform/ports.ts';
import { forEachTest, idsOf, messages, type UnderTest } from '../contract/under-test.ts';
import { type AwsFaults, injectFaults, repeated, reversed } from '../support/aws-faults.ts';
import { type AwsMessaging, openAwsMessaging } from '../support/aws-messaging.ts';
import { onEmulators } from '../support/on-emulators.ts';
import { until } from '../support/until.ts';

type Faulty = UnderTest<AwsMessaging & { readonly sqsFaults: AwsFaults; readonly snsFaults: AwsFaults }>;

const options = { visibilitySeconds: 30, maxReceives: 5 };
const throttled = { name: 'ThrottlingException' };
const receiptsOf = (received: readonly ReceivedMessage[]): string[] => received.map(({ receipt }) => receipt);

/** With a queue `q` bound to the topic `t`. */
async function open(): Promise<Faulty> {
  const messaging = await openAwsMessaging(['t']);
  await messaging.queues.ensure('q', options);
  await messaging.topics.subscribe({ name: 's', topic: 't', queue: 'q', filter: {} });
  return { ...messaging, sqsFaults: injectFaults(messaging.sqs), snsFaults: injectFaults(messaging.sns) };
}

onEmulators(['ministack', 'moto'], () => {
  const run = forEachTest(open);

  /** All ids that arrive, acknowledged. */
  async function drain({ queues }: AwsMessaging): Promise<readonly string[]> {
    const ids: string[] = [];
    for (;;) {
      const received = await queues.receive('q', 20, 0);
      if (received.length === 0) return ids.sort();
      ids.push(...idsOf(received));
      await queues.acknowledge('q', receiptsOf(received));
    }
  }

  test(
    'throttled attempts are the SDK’s to repeat: nobody above notices',
    run(async (messaging) => {
      const { topics, queues, sqsFaults, snsFaults } = messaging;
      snsFaults.throttle('PublishBatch', 2);
      sqsFaults.throttle('SendMessageBatch', 2);
      sqsFaults.throttle('ReceiveMessage', 1);
      expect(await topics.publish('t', messages(2))).toEqual({ failed: [] });
      expect(await queues.send('q', [{ id: 'sent', body: '', attributes: {} }])).toEqual({ failed: [] });
      expect(await drain(messaging)).toEqual(['m1', 'm2', 'sent']);
    }),
  );

  test(
    'a call that stays throttled is reported per message, with all that come after it; the publisher offers those again',
    run(async (messaging) => {
      const { topics, snsFaults } = messaging;
      snsFaults.fail('PublishBatch', 2, throttled);
      const { failed } = await topics.publish('t', messages(25));
      expect(failed.map(({ index }) => index)).toEqual(Array.from({ length: 15 }, (_, index) => index + 10));
      expect(failed[0]?.reason).toContain('ThrottlingException');
      expect(await drain(messaging)).toHaveLength(10);
      snsFaults.fail('PublishBatch', snsFaults.calls('PublishBatch') + 1, throttled);
      await publisher(topics, systemClock)('t', messages(3));
      expect(await drain(messaging)).toEqual(['m1', 'm2', 'm3']);
    }),
  );

  test(
    'a partial failure names its messages by their index; offered again, all arrive, and none twice',
    run(async (messaging) => {
      const { topics, queues, sqsFaults, snsFaults } = messaging;
      snsFaults.failEntries('PublishBatch', 2, [1]);
      sqsFaults.failEntries('SendMessageBatch', [1, 2], [0, 2]);
      expect(await topics.publish('t', messages(12))).toEqual({
        failed: [{ index: 11, reason: expect.stringContaining('InternalError') }],
      });
      expect(await drain(messaging)).toHaveLength(11);
      const { failed } = await queues.send('q', messages(13));
      expect(failed.map(({ index }) => index)).toEqual([0, 2, 10, 12]);
      expect(await drain(messaging)).toHaveLength(9);
      snsFaults.failEntries('PublishBatch', [3, 4, 5], [0]);
      await publisher(topics, systemClock)('t', messages(3));
      expect(await drain(messaging)).toEqual(['m1', 'm2', 'm3']);
    }),
  );

  test(
    'an answer that is lost after the work was done repeats messages and loses none',
    run(async (messaging) => {
      const { topics, snsFaults } = messaging;
      snsFaults.fail('PublishBatch', 1, { name: 'TimeoutError', status: 0, done: true });
      await publisher(topics, systemClock)('t', messages(2));
      expect(await drain(messaging)).toEqual(['m1', 'm1', 'm2', 'm2']);
    }),
  );

  test(
    'what cannot pass is thrown: a lacking permission is StorageFailed',
    run(async ({ topics, queues, sqsFaults, snsFaults }) => {
      snsFaults.fail('PublishBatch', 1, { name: 'AuthorizationErrorException', status: 403 });
      sqsFaults.fail('SendMessageBatch', 1, { name: 'AccessDeniedException', status: 403 });
      sqsFaults.fail('ReceiveMessage', 1, throttled);
      const refused = { name: 'StorageFailed', code: 'aws-refused', message: expect.stringContaining('permission') };
      await expect(topics.publish('t', messages(1))).rejects.toMatchObject(refused);
      await expect(queues.send('q', messages(1))).rejects.toMatchObject(refused);
      await expect(queues.receive('q', 1, 0)).rejects.toMatchObject({ name: 'PlatformUnavailable' });
    }),
  );

  test(
    'acknowledging and releasing repeat what was refused, and say so when it stays refused',
    run(async (messaging) => {
      const { queues, sqsFaults } = messaging;
      await queues.send('q', messages(12));
      const received = await queues.receive('q', 12, 5_000);
      sqsFaults.failEntries('DeleteMessageBatch', 1, [1]);
      sqsFaults.failEntries('DeleteMessageBatch', 2, [0]);
      await queues.acknowledge('q', receiptsOf(received.slice(0, 11)));
      expect(sqsFaults.calls('DeleteMessageBatch')).toBe(4);
      sqsFaults.failEntries('ChangeMessageVisibilityBatch', [1, 2, 3, 4], [0]);
      const rest = receiptsOf(received.slice(11));
      await expect(queues.release('q', rest, 0)).rejects.toMatchObject({ name: 'PlatformUnavailable' });
      await queues.release('q', rest, 0);
      expect(await drain(messaging)).toHaveLength(1);
    }),
  );

  test(
    'messages taken by an earlier call are handed over although a later call fails',
    run(async ({ queues, sqsFaults }) => {
      await queues.send('q', messages(15));
      sqsFaults.fail('ReceiveMessage', 2, throttled);
      expect(await queues.receive('q', 15, 0)).toHaveLength(10);
    }),
  );

  test(
    'repeated and reordered deliveries, and a poll that fails, lose nothing in a consumer',
    run(async ({ queues, topics, sqsFaults, handlerErrors }) => {
      sqsFaults.answer('ReceiveMessage', 'every', (output) => repeated(reversed(output)));
      sqsFaults.fail('ReceiveMessage', 2, throttled);
      const seen = new Map<string, number>();
      const handler: MessageHandler = async (received) => {
        for (const id of idsOf(received)) seen.set(id, (seen.get(id) ?? 0) + 1);
        return [];
      };
      await topics.publish('t', messages(4));
      const consumer = queues.consume('q', handler, { batchSize: 10 });
      try {
        await until('the first messages', () => seen.size === 4);
        await queues.send('q', [{ id: 'late', body: 'x', attributes: {} }]);
        await until('the late message', () => seen.has('late'));
      } finally {
        await consumer.stop();
      }
      expect([...seen.values()].every((count) => count >= 2)).toBe(true);
      expect(handlerErrors).toEqual([expect.objectContaining({ name: 'PlatformUnavailable' })]);
      sqsFaults.clear();
      expect(await queues.receive('q', 10, 0)).toEqual([]);
    }),
  );

  test(
    'a redrive that is refused in part keeps the refused dead letter',
    run(async (messaging) => {
      const { queues, sqsFaults } = messaging;
      await queues.send('q.dead', messages(3));
      sqsFaults.failEntries('SendMessageBatch', 2, [1]);
      await expect(redrive(queues, 'q')).rejects.toMatchObject({ code: 'redrive-refused' });
      const dead = await queues.counts();
      expect(dead.find(({ queue }) => queue === 'q.dead')).toMatchObject({ visible: 0, inFlight: 1 });
      expect(await drain(messaging)).toHaveLength(2);
    }),
  );
});
