import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { physicalName } from '../../platform/aws/names.ts';
import { consumeContract } from '../contract/consume.contract.ts';
import { queuesContract } from '../contract/queues.contract.ts';
import { forEachTest, idsOf, messages } from '../contract/under-test.ts';
import { type AwsMessaging, openAwsMessaging } from '../support/aws-messaging.ts';
import { onEmulators } from '../support/on-emulators.ts';
import { until } from '../support/until.ts';

const options = { visibilitySeconds: 30, maxReceives: 3 };

async function attributesOf(
  { deployment, sqs }: AwsMessaging,
  queue: string,
): Promise<Readonly<Record<string, string>>> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: physicalName(deployment.stage, queue) }));
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return Attributes;
}

onEmulators(['ministack', 'moto'], (emulator) => {
  queuesContract(emulator, () => openAwsMessaging());
  consumeContract(emulator, () => openAwsMessaging());
  const run = forEachTest(() => openAwsMessaging());

  test(
    'a queue has its timeout, key, policy and dead letters; ensure updates the options',
    run(async (messaging) => {
      const { queues, deployment } = messaging;
      await queues.ensure('subscription.a-1', options);
      await queues.ensure('subscription.a-1', { visibilitySeconds: 59.5, maxReceives: 5 });
      const attributes = await attributesOf(messaging, 'subscription.a-1');
      const dead = await attributesOf(messaging, 'subscription.a-1.dead');
      expect(attributes).toMatchObject({ VisibilityTimeout: '60', KmsMasterKeyId: deployment.keyArn });
      expect(JSON.parse(attributes['RedrivePolicy'] ?? '')).toMatchObject({
        maxReceiveCount: 5,
        deadLetterTargetArn: dead['QueueArn'],
      });
      expect(attributes['Policy']).toContain(`tributary-${deployment.stage}-*`);
      expect(dead).toMatchObject({ MessageRetentionPeriod: String(14 * 86_400), KmsMasterKeyId: deployment.keyArn });
      expect(dead['Policy']).toContain('aws:SecureTransport');
      expect((await queues.counts()).map(({ queue }) => queue)).toEqual(['subscription.a-1', 'subscription.a-1.dead']);
    }),
  );

  test(
    'bodies that SQS refuses arrive as they were sent; ids and attributes that it refuses fail alone',
    run(async ({ queues }) => {
      await queues.ensure('q', options);
      const bodies = ['', '\u0000 \u0001 \ufffe \uffff', '"', '\ud800', 'a\r\nb\tc 😀'];
      const sent = bodies.map((body, index) => ({ id: `b${index}`, body, attributes: { tenant: 'å' } }));
      const bad = [
        { id: 'x', body: 'x', attributes: { empty: '' } },
        { id: '', body: 'x', attributes: {} },
      ];
      const { failed } = await queues.send('q', [...bad, ...sent]);
      expect(failed.map(({ index }) => index)).toEqual([0, 1]);
      const received = await queues.receive('q', 10, 5_000);
      const content = received.map(({ id, body, attributes }) => ({ id, body, attributes }));
      expect(content.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(sent);
    }),
  );

  test(
    'receives more than SQS gives at once, and a large batch goes in several calls',
    run(async ({ queues }) => {
      await queues.ensure('q', options);
      const many = messages(23).map((message) => ({ ...message, body: message.body.padEnd(100 * 1024, '.') }));
      expect(await queues.send('q', many)).toEqual({ failed: [] });
      expect(idsOf(await queues.receive('q', 20, 5_000))).toHaveLength(20);
      expect(idsOf(await queues.receive('q', 20, 5_000))).toHaveLength(3);
    }),
  );

  test(
    'a consumer whose queue is missing reports it and ends; one whose queue is removed ends quietly',
    run(async ({ queues, handlerErrors }) => {
      const missing = queues.consume('never-there', async () => [], { batchSize: 1 });
      await until('the report', () => handlerErrors.length > 0);
      await missing.stop();
      await queues.ensure('q', options);
      const entered = Promise.withResolvers<void>();
      await queues.send('q', messages(1));
      const handler = async (): Promise<readonly string[]> => {
        entered.resolve();
        return [];
      };
      const consumer = queues.consume('q', handler, { batchSize: 1 });
      await entered.promise;
      await queues.remove('q');
      await consumer.stop();
      expect(handlerErrors).toEqual([expect.objectContaining({ name: 'NotFound', code: 'queue-missing' })]);
    }),
  );

  test(
    'a queue that another process has made again is found again',
    run(async (messaging) => {
      const { queues } = messaging;
      await queues.ensure('q', options);
      await queues.send('q', messages(1));
      await queues.remove('q');
      await expect(queues.acknowledge('q', ['gone'])).resolves.toBeUndefined();
      await queues.ensure('q', options);
      expect(await queues.send('q', messages(1))).toEqual({ failed: [] });
    }),
  );
});
