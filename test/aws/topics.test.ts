import { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import { expect, test } from '@jest/globals';
import { topicArn } from '../../platform/aws/names.ts';
import { topicsContract } from '../contract/topics.contract.ts';
import { forEachTest, idsOf, messages } from '../contract/under-test.ts';
import { type AwsMessaging, openAwsMessaging } from '../support/aws-messaging.ts';
import { onEmulators } from '../support/on-emulators.ts';

const options = { visibilitySeconds: 30, maxReceives: 3 };

async function boundQueues({ deployment, sns }: AwsMessaging, topic: string): Promise<number> {
  const command = new ListSubscriptionsByTopicCommand({ TopicArn: topicArn(deployment, topic) });
  return (await sns.send(command)).Subscriptions?.length ?? 0;
}

onEmulators(['ministack', 'moto'], (emulator) => {
  const open = (): Promise<AwsMessaging> => openAwsMessaging(['t', 'other', 't1', 't2']);
  topicsContract(emulator, open);
  const run = forEachTest(open);

  test(
    'subscriptions that bind the same queue to the same topic give one delivery of what any of them passes',
    run(async (messaging) => {
      const { topics, queues } = messaging;
      await queues.ensure('q', options);
      const subscribe = (name: string, filter: Record<string, readonly string[]>): Promise<void> =>
        topics.subscribe({ name, topic: 't', queue: 'q', filter });
      const publish = async (...attributes: Record<string, string>[]): Promise<readonly string[]> => {
        await topics.publish(
          't',
          attributes.map((one) => ({ id: Object.values(one).join(''), body: 'x', attributes: one })),
        );
        const received = await queues.receive('q', 10, 0);
        await queues.acknowledge(
          'q',
          received.map(({ receipt }) => receipt),
        );
        return idsOf(received).sort();
      };
      const all = [{ tenant: 'a', kind: '1' }, { tenant: 'a', kind: '2' }, { tenant: 'b', kind: '2' }, { kind: '3' }];
      await subscribe('s1', { tenant: ['a'] });
      await subscribe('s2', { tenant: ['a', 'b'], kind: ['2'] });
      expect(await boundQueues(messaging, 't')).toBe(1);
      expect(await publish(...all)).toEqual(['a1', 'a2', 'b2']);
      await subscribe('s3', {});
      expect(await publish(...all)).toEqual(['3', 'a1', 'a2', 'b2']);
      await topics.unsubscribe('s3');
      await topics.unsubscribe('s1');
      expect(await publish(...all)).toEqual(['a2', 'b2']);
      await topics.unsubscribe('s2');
      expect(await boundQueues(messaging, 't')).toBe(0);
    }),
  );

  test(
    'the same name again moves it to another topic or queue; a filter without values lets nothing through',
    run(async (messaging) => {
      const { topics, queues } = messaging;
      await queues.ensure('a', options);
      await queues.ensure('b', options);
      await topics.subscribe({ name: 's', topic: 't1', queue: 'a', filter: {} });
      await topics.subscribe({ name: 's', topic: 't2', queue: 'b', filter: {} });
      await topics.publish('t1', messages(1));
      await topics.publish('t2', messages(2));
      expect(idsOf(await queues.receive('b', 10, 5_000)).sort()).toEqual(['m1', 'm2']);
      expect(await queues.receive('a', 10, 0)).toEqual([]);
      await topics.subscribe({ name: 's', topic: 't2', queue: 'b', filter: { tenant: [] } });
      await topics.publish('t2', messages(1, { tenant: 'x' }));
      expect(await queues.receive('b', 10, 0)).toEqual([]);
      expect(await boundQueues(messaging, 't1')).toBe(0);
      expect(await topics.subscriptions()).toEqual([{ name: 's', topic: 't2', queue: 'b', filter: { tenant: [] } }]);
    }),
  );

  test(
    'a topic without a stack and a queue that is missing are NotFound, and nothing is kept of the subscription',
    run(async ({ topics, queues }) => {
      await queues.ensure('q', options);
      await expect(topics.publish('nowhere', messages(1))).rejects.toMatchObject({
        name: 'NotFound',
        code: 'topic-missing',
        message: expect.stringContaining('npm run deploy'),
      });
      const subscription = { name: 's', topic: 'nowhere', queue: 'q', filter: {} };
      await expect(topics.subscribe(subscription)).rejects.toMatchObject({ name: 'NotFound', code: 'topic-missing' });
      await expect(topics.subscribe({ ...subscription, topic: 't', queue: 'none' })).rejects.toMatchObject({
        code: 'queue-missing',
      });
      expect(await topics.subscriptions()).toEqual([]);
    }),
  );

  test(
    'many large messages go in several calls and all arrive',
    run(async ({ topics, queues }) => {
      await queues.ensure('q', options);
      await topics.subscribe({ name: 's', topic: 't', queue: 'q', filter: {} });
      const many = messages(12, { tenant: 'å' }).map((one) => ({ ...one, body: one.body.padEnd(100 * 1024, 'ö') }));
      expect(await topics.publish('t', many)).toEqual({ failed: [] });
      expect(idsOf(await queues.receive('q', 20, 5_000)).sort()).toEqual(idsOf(many).sort());
    }),
  );
});
