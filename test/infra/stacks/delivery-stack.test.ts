import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { DeliveryStack } from '../../../infra/stacks/delivery-stack.ts';
import { plainApp, synthesisAccount } from '../../support/synthesise.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const home = temporaryDirectory();
afterAll(() => home.remove());

function deliveryOf(importProvider: boolean): Template {
  const app = plainApp(mkdtempSync(join(home.path, 'app-')));
  const env = { account: synthesisAccount, region: 'eu-north-1' };
  const props = { stage: 'prod', repository: 'acme/tributary', importProvider, env };
  return Template.fromStack(new DeliveryStack(app, 'TributaryDelivery', props));
}

const delivery = deliveryOf(false);
const role = (name: string): Record<string, never> => {
  const roles = Object.values(delivery.findResources('AWS::IAM::Role'));
  return roles.find(({ Properties }) => Properties.RoleName === name)?.['Properties'];
};

describe('the delivery stack', () => {
  test('trusts the stage’s environment of the repository, and nobody else, to deploy', () => {
    const { AssumeRolePolicyDocument: trust } = role('tributary-prod-deploy');
    expect(trust).toMatchObject({
      Statement: [
        {
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
              'token.actions.githubusercontent.com:sub': 'repo:acme/tributary:environment:prod',
            },
          },
        },
      ],
    });
    expect(JSON.stringify(trust)).not.toContain('StringLike');
  });

  test('trusts the main branch to look', () => {
    expect(JSON.stringify(role('tributary-prod-diff'))).toContain('repo:acme/tributary:ref:refs/heads/main');
  });

  test.each([
    ['tributary-prod-deploy', ['deploy', 'file-publishing', 'lookup']],
    ['tributary-prod-diff', ['lookup']],
  ])('%s may assume bootstrap roles, and look at the stack that has none', (name, assumed) => {
    const { Policies: policies } = role(name) as unknown as {
      readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly object[] } }[];
    };
    const resources = assumed.map((part) => `arn:aws:iam::111122223333:role/cdk-hnb659fds-${part}-role-111122223333-*`);
    const cost = 'arn:aws:cloudformation:us-east-1:111122223333:stack/TributaryCost-prod/*';
    const read = ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate'];
    expect(policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Resource: resources.length > 1 ? resources : resources[0] },
      ...(name === 'tributary-prod-diff' ? [{ Action: read, Effect: 'Allow', Resource: cost }] : []),
    ]);
  });

  test('makes GitHub’s identity provider, or uses the one that is there', () => {
    delivery.resourceCountIs('AWS::IAM::OIDCProvider', 1);
    deliveryOf(true).resourceCountIs('AWS::IAM::OIDCProvider', 0);
  });
});
