import { randomUUID } from 'node:crypto';
import { CreateSecretCommand, DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { clientOptions } from '../../platform/aws/client-options.ts';
import { type LeftoverClients, removeLeftovers } from '../../platform/aws/leftovers.ts';
import { emulatorRegion } from '../support/emulator.ts';
import { onEmulators } from '../support/on-emulators.ts';

type Made = { readonly stage: string; readonly clients: LeftoverClients };

/** A stage with a subscription, a connection, what belongs to a stack, and another stage whose name begins alike. */
async function aStage(): Promise<Made> {
  const options = clientOptions(emulatorRegion);
  const clients = { sqs: new SQSClient(options), secrets: new SecretsManagerClient(options) };
  const stage = `t${randomUUID().slice(0, 8)}`;
  for (const name of ['subscription_shop', 'subscription_shop_dead', 'settle', 'x-subscription_shop'])
    await clients.sqs.send(new CreateQueueCommand({ QueueName: `tributary-${stage}-${name}` }));
  for (const name of [`tributary/${stage}/acme/books`, `tributary/${stage}x/acme/books`, `old/tributary/${stage}/acme`])
    await clients.secrets.send(new CreateSecretCommand({ Name: name, SecretString: '{}' }));
  return { stage, clients };
}

async function queuesOf({ stage, clients }: Made): Promise<readonly string[]> {
  const { QueueUrls = [] } = await clients.sqs.send(new ListQueuesCommand({ QueueNamePrefix: `tributary-${stage}` }));
  return QueueUrls.map((url) => url.slice(url.lastIndexOf('/') + 1).replace(`tributary-${stage}-`, '')).toSorted();
}

onEmulators(['ministack', 'moto'], () => {
  test('removes what the stage’s commands made, and nothing of a stack or of another stage', async () => {
    const made = await aStage();
    const { stage, clients } = made;
    expect(await removeLeftovers({ stage, region: emulatorRegion }, { recoverable: false, clients })).toEqual({
      queues: ['subscription.shop', 'subscription.shop.dead'],
      secrets: [`tributary/${stage}/acme/books`],
    });
    expect(await queuesOf(made)).toEqual(['settle', 'x-subscription_shop']);
    const gone = new DescribeSecretCommand({ SecretId: `tributary/${stage}/acme/books` });
    await expect(clients.secrets.send(gone)).rejects.toThrow();
    expect(await removeLeftovers({ stage, region: emulatorRegion }, { recoverable: false, clients })).toEqual({
      ...{ queues: [], secrets: [] },
    });
  });

  test('leaves secrets recoverable where the stage keeps its data', async () => {
    const { stage, clients } = await aStage();
    await removeLeftovers({ stage, region: emulatorRegion }, { recoverable: true, clients });
    const deleted = new DescribeSecretCommand({ SecretId: `tributary/${stage}/acme/books` });
    expect((await clients.secrets.send(deleted)).DeletedDate).toBeInstanceOf(Date);
  });
});
