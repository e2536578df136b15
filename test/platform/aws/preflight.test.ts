import { afterEach, describe, expect, test } from '@jest/globals';
import { preflight } from '../../../platform/aws/preflight.ts';
import { withoutAwsEnvironment } from '../../support/aws-environment.ts';
import { type AwsStub, type StubAnswer, startAwsStub } from '../../support/aws-stub.ts';

withoutAwsEnvironment();

const identity = {
  body: '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
};
const role = { body: '<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>' };
const bootstrap = (version: string): StubAnswer => ({ body: JSON.stringify({ Parameter: { Value: version } }) });
const good = { GetCallerIdentity: identity, AssumeRole: role, GetParameter: bootstrap('28') };

let stub: AwsStub | undefined;
afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

/** An account that answers so, and what the preflight says of it. */
async function problems(answers: Readonly<Record<string, StubAnswer>>, stage = 'dev'): Promise<readonly string[]> {
  stub = await startAwsStub((action) => ({ ...good, ...answers })[action] ?? { error: 'Unknown' });
  Object.assign(process.env, stub.env);
  const caught = await preflight({ stage }).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  if (!caught) return [];
  expect(caught).toMatchObject({ name: 'InvalidInput' });
  return caught.message.split('\n');
}

describe('preflight', () => {
  test('gives account and region where all is well', async () => {
    stub = await startAwsStub((action) => good[action as keyof typeof good]);
    Object.assign(process.env, stub.env);
    expect(await preflight({ stage: 'dev', region: 'eu-west-1' })).toEqual({
      account: '123456789012',
      region: 'eu-west-1',
    });
  });

  test('a bad stage and no region are told at once', async () => {
    await expect(preflight({ stage: 'Dev!' })).rejects.toMatchObject({
      name: 'InvalidInput',
      code: 'stage-unreadable',
      message: expect.stringMatching(/^"Dev!" is no name of a stage.*\nNo AWS region is known.*$/),
    });
  });

  test('no credentials', async () => {
    await expect(preflight({ stage: 'dev', region: 'eu-north-1' })).rejects.toMatchObject({
      code: 'aws-credentials-missing',
    });
  });

  test('expired credentials, beside a bad stage', async () => {
    const found = await problems({ GetCallerIdentity: { error: 'ExpiredToken' } }, 'Dev');
    expect(found).toEqual([expect.stringContaining('no name of a stage'), expect.stringContaining('have expired')]);
  });

  test('no bootstrap, and one that is too old, name the command', async () => {
    expect(await problems({ GetParameter: { error: 'ParameterNotFound' } })).toEqual([
      "The CDK's bootstrap is missing in eu-north-1. Run: npx cdk bootstrap aws://123456789012/eu-north-1",
    ]);
    await stub?.close();
    expect(await problems({ GetParameter: bootstrap('20') })).toEqual([
      "The CDK's bootstrap has version 20, and 21 is needed, in eu-north-1. Run: npx cdk bootstrap aws://123456789012/eu-north-1",
    ]);
  });

  test('a permission that is missing is named with what it is needed on', async () => {
    expect(await problems({ GetParameter: { error: 'AccessDeniedException' } })).toEqual([
      expect.stringMatching(/ssm:GetParameter on the parameter \/cdk-bootstrap\/hnb659fds\/version in eu-north-1/),
    ]);
    await stub?.close();
    expect(await problems({ AssumeRole: { error: 'AccessDenied' } })).toEqual([
      expect.stringMatching(
        /sts:AssumeRole on arn:aws:iam::123456789012:role\/cdk-hnb659fds-deploy-role-123456789012-/,
      ),
      expect.stringMatching(/sts:AssumeRole on .*cdk-hnb659fds-file-publishing-role-/),
    ]);
  });
});
