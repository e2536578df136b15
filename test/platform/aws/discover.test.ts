import { afterEach, describe, expect, test } from '@jest/globals';
import { type Deployment, deploymentVariables } from '../../../platform/aws/deployment.ts';
import { deploymentFromEnvironment, discoverDeployment } from '../../../platform/aws/discover.ts';
import { withoutAwsEnvironment } from '../../support/aws-environment.ts';
import { type AwsStub, type StubAnswer, startAwsStub } from '../../support/aws-stub.ts';

withoutAwsEnvironment();

let stub: AwsStub | undefined;
afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

async function answering(answer: StubAnswer): Promise<void> {
  stub = await startAwsStub(() => answer);
  Object.assign(process.env, stub.env);
}

describe('discoverDeployment', () => {
  test.each(['', 'Dev', 'a/b', '1st', 'a-stage-with-a-long-name'])('refuses the stage "%s"', async (stage) => {
    await expect(discoverDeployment({ stage })).rejects.toMatchObject({
      name: 'InvalidInput',
      code: 'stage-unreadable',
    });
  });

  test('without a region says how to set one', async () => {
    await expect(discoverDeployment({ stage: 'dev' })).rejects.toMatchObject({
      name: 'InvalidInput',
      code: 'region-missing',
      message: expect.stringContaining('AWS_REGION=eu-north-1'),
    });
  });

  test('a region that is none is named', async () => {
    await expect(discoverDeployment({ stage: 'dev', region: 'Stockholm' })).rejects.toMatchObject({
      name: 'InvalidInput',
      code: 'region-unreadable',
      message: expect.stringContaining('"Stockholm"'),
    });
  });

  test('without credentials says how to get them', async () => {
    await expect(discoverDeployment({ stage: 'dev', region: 'eu-north-1' })).rejects.toMatchObject({
      name: 'InvalidInput',
      code: 'aws-credentials-missing',
      message: expect.stringContaining('aws sso login'),
    });
  });

  test.each([
    ['ExpiredTokenException', 'aws-credentials-expired', /have expired/],
    ['UnrecognizedClientException', 'aws-credentials-unknown', /in eu-north-1/],
    ['AccessDeniedException', 'aws-permission-missing', /ssm:GetParameter on .*\/tributary\/dev\/core.* operator role/],
  ])('%s is one line', async (error, code, message) => {
    await answering({ error });
    const caught = await discoverDeployment({ stage: 'dev' }).catch((thrown: unknown) => thrown);
    expect(caught).toMatchObject({ name: 'InvalidInput', code, message: expect.stringMatching(message) });
    expect((caught as Error).message).not.toContain('\n');
  });

  test('a stage that is not there names region, stage, and what to do', async () => {
    await answering({ error: 'ParameterNotFound' });
    await expect(discoverDeployment({ stage: 'dev' })).rejects.toMatchObject({
      name: 'NotFound',
      code: 'stage-missing',
      message:
        'Stage dev is not deployed in eu-north-1. Deploy it (npm run deploy -- --stage dev), or set AWS_REGION to the region it is in.',
    });
  });

  test.each(['no JSON', '[]', '{"stage":"dev"}'])('the parameter %s is of another version', async (Value) => {
    await answering({ body: JSON.stringify({ Parameter: { Value } }) });
    await expect(discoverDeployment({ stage: 'dev' })).rejects.toMatchObject({
      name: 'StorageFailed',
      code: 'parameter-unreadable',
      message: expect.stringContaining('bucket'),
    });
  });
});

describe('deploymentFromEnvironment', () => {
  const deployment: Deployment = {
    stage: 'dev',
    region: 'eu-north-1',
    account: '000000000000',
    table: 'table',
    bucket: 'bucket',
    keyArn: 'key',
    sealingSecretArn: 'secret',
  };
  const { region, ...others } = deployment;
  const env = Object.fromEntries(
    Object.entries(deploymentVariables).map(([field, name]) => [name, others[field as keyof typeof others]]),
  );

  test('reads what the stacks write', () => {
    expect(deploymentFromEnvironment({ ...env, AWS_REGION: region })).toEqual(deployment);
  });

  test('names every variable that is missing', () => {
    expect(() => deploymentFromEnvironment({ ...env, TRIBUTARY_TABLE: '', TRIBUTARY_KEY_ARN: undefined })).toThrow(
      'The environment lacks TRIBUTARY_TABLE, TRIBUTARY_KEY_ARN, AWS_REGION',
    );
  });
});
