import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import { clientOptions } from '../../platform/aws/client-options.ts';
import type { Deployment } from '../../platform/aws/deployment.ts';
import { awsSecrets } from '../../platform/aws/secrets.ts';
import type { Secrets } from '../../platform/ports.ts';
import { secretsContract } from '../contract/secrets.contract.ts';
import { emulatorRegion } from '../support/emulator.ts';
import { onEmulators } from '../support/on-emulators.ts';
import { testDeployment } from './test-deployment.ts';

type Opened = { readonly secrets: Secrets; readonly client: SecretsManagerClient; readonly deployment: Deployment };

function open(): Opened {
  const client = new SecretsManagerClient(clientOptions(emulatorRegion));
  const deployment = testDeployment({ stage: `t${randomUUID().slice(0, 8)}` });
  return { secrets: awsSecrets(deployment, client), client, deployment };
}

const tagsIn = async ({ client, deployment }: Opened): Promise<Readonly<Record<string, string>>> => {
  const described = await client.send(
    new DescribeSecretCommand({ SecretId: `tributary/${deployment.stage}/acme/erp` }),
  );
  expect(described.KmsKeyId).toBe(deployment.keyArn);
  return Object.fromEntries((described.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
};

onEmulators(['ministack', 'moto'], (emulator) => {
  secretsContract(emulator, async () => {
    const { secrets, client } = open();
    return { secrets, passTime: async () => undefined, dispose: async () => client.destroy() };
  });

  test('is encrypted with the key of the stage and tagged for the connector that may read it', async () => {
    const opened = open();
    const { secrets, client, deployment } = opened;
    await secrets.put('acme', 'erp', { user: 'alice' }, 'demo-odata');
    const tags = { 'tributary:stage': deployment.stage, 'tributary:tenant': 'acme' };
    expect(await tagsIn(opened)).toEqual({ ...tags, 'tributary:connector': 'demo-odata' });
    await secrets.put('acme', 'erp', { user: 'bob' }, 'visma');
    expect(await tagsIn(opened)).toEqual({ ...tags, 'tributary:connector': 'visma' });
    expect(await secrets.get('acme', 'erp')).toEqual({ user: 'bob' });
    client.destroy();
  });

  test('is gone at once when it is deleted, and can be made anew', async () => {
    const { secrets, client } = open();
    await secrets.put('acme', 'erp', { user: 'alice' }, 'demo-odata');
    await secrets.delete('acme', 'erp');
    await secrets.delete('acme', 'erp');
    await secrets.put('acme', 'erp', { user: 'bob' }, 'demo-odata');
    expect(await secrets.get('acme', 'erp')).toEqual({ user: 'bob' });
    client.destroy();
  });

  test('one that waits to be deleted is not there, and is restored by the next put', async () => {
    const { secrets, client, deployment } = open();
    const SecretId = `tributary/${deployment.stage}/acme/erp`;
    await secrets.put('acme', 'erp', { user: 'alice' }, 'demo-odata');
    await client.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
    expect(await secrets.get('acme', 'erp')).toBeUndefined();
    await secrets.put('acme', 'erp', { user: 'bob' }, 'demo-odata');
    expect(await secrets.get('acme', 'erp')).toEqual({ user: 'bob' });
    client.destroy();
  });

  test('one that was changed by hand is named, without a word of it', async () => {
    const { secrets, client, deployment } = open();
    const SecretId = `tributary/${deployment.stage}/acme/erp`;
    await client.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'x' }));
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: 'correct-horse' }));
    const error = (await secrets.get('acme', 'erp').catch((caught: unknown) => caught)) as Error;
    expect(error).toMatchObject({ name: 'StorageFailed', code: 'secret-unreadable' });
    expect(error.message).toContain(SecretId);
    expect(error.stack).not.toContain('correct-horse');
    client.destroy();
  });

  test.each(['', '.', '..', 'a/b', 'a b', 'ä', '*', 'a'.repeat(121)])('refuses the name "%s"', async (odd) => {
    const { secrets, client } = open();
    const refusal = { name: 'InvalidInput', code: 'key-invalid' };
    await expect(secrets.put(odd, 'erp', {}, 'demo-odata')).rejects.toMatchObject(refusal);
    await expect(secrets.put('acme', odd, {}, 'demo-odata')).rejects.toMatchObject(refusal);
    await expect(secrets.get('acme', odd)).rejects.toMatchObject(refusal);
    await expect(secrets.delete(odd, 'erp')).rejects.toMatchObject(refusal);
    client.destroy();
  });
});
