import { CfnOutput, Duration, Stack, type StackProps, Tags, Token, Validations } from 'aws-cdk-lib';
import {
  type IOpenIdConnectProvider,
  OidcProviderNative,
  OpenIdConnectPrincipal,
  OpenIdConnectProvider,
  PolicyDocument,
  PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { bootstrapRoleArn } from '../bootstrap-roles.ts';
import { costRegion, costStackName } from './cost-stack.ts';

export type DeliveryStackProps = StackProps & {
  readonly stage: string;
  /** `owner/name` on GitHub. */
  readonly repository: string;
  /** True where the account has GitHub's provider already: AWS allows one. */
  readonly importProvider: boolean;
};

const issuer = 'token.actions.githubusercontent.com';
const audience = 'sts.amazonaws.com';

/** Names of the roles, which .github/workflows/deliver-stage.yml assumes. */
export const deliveryRoles = {
  deploy: (stage: string): string => `tributary-${stage}-deploy`,
  diff: (stage: string): string => `tributary-${stage}-diff`,
} as const;

/**
 * Lets the repository's workflow deploy this stage without a key: GitHub says who is asking, and a role trusts only jobs
 * of the stage's environment, whose approvals are GitHub's. All it can do is assume the roles that `cdk bootstrap` made;
 * another role, for the main branch, can only look, so that a difference can be shown before anyone approves.
 */
export class DeliveryStack extends Stack {
  constructor(scope: Construct, id: string, { stage, repository, importProvider, ...props }: DeliveryStackProps) {
    super(scope, id, props);
    Tags.of(this).add('tributary:stage', stage);
    const provider = importProvider ? this.importProvider() : this.addProvider();
    const deploy = this.addRole(provider, {
      ...{ id: 'Deploy', roleName: deliveryRoles.deploy(stage), subject: `repo:${repository}:environment:${stage}` },
      ...{ description: `Deploys stage ${stage} from ${repository}`, assumes: ['deploy', 'file-publishing', 'lookup'] },
    });
    const diff = this.addRole(provider, {
      ...{ id: 'Diff', roleName: deliveryRoles.diff(stage), subject: `repo:${repository}:ref:refs/heads/main` },
      ...{ description: `Shows what would change in stage ${stage}`, assumes: ['lookup'] },
      reads: `arn:aws:cloudformation:${costRegion}:${this.account}:stack/${costStackName(stage)}/*`,
    });
    new CfnOutput(this, 'DeployRole', { value: deploy.roleArn });
    new CfnOutput(this, 'DiffRole', { value: diff.roleArn });
  }

  private addProvider(): IOpenIdConnectProvider {
    const native = new OidcProviderNative(this, 'GitHub', { url: `https://${issuer}`, clientIds: [audience] });
    return OpenIdConnectProvider.fromOpenIdConnectProviderArn(this, 'GitHubByArn', native.oidcProviderArn);
  }

  private importProvider(): IOpenIdConnectProvider {
    const arn = `arn:aws:iam::${this.account}:oidc-provider/${issuer}`;
    return OpenIdConnectProvider.fromOpenIdConnectProviderArn(this, 'GitHub', arn);
  }

  private addRole(
    provider: IOpenIdConnectProvider,
    role: {
      readonly id: string;
      readonly roleName: string;
      readonly description: string;
      readonly subject: string;
      readonly assumes: readonly Parameters<typeof bootstrapRoleArn>[0][];
      /** A stack whose template it may read by itself, because no lookup role of the bootstrap stands before it. */
      readonly reads?: string;
    },
  ): Role {
    const assumed = role.assumes.map((name) => bootstrapRoleArn(name, { account: this.account }));
    const read = role.reads === undefined ? [] : [role.reads];
    const made = new Role(this, role.id, {
      roleName: role.roleName,
      description: role.description,
      maxSessionDuration: Duration.hours(1),
      assumedBy: new OpenIdConnectPrincipal(provider, {
        StringEquals: { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: role.subject },
      }),
      inlinePolicies: {
        Assume: statement(['sts:AssumeRole'], assumed),
        ...(read.length > 0
          ? { Read: statement(['cloudformation:DescribeStacks', 'cloudformation:GetTemplate'], read) }
          : {}),
      },
    });
    // As cdk-nag writes an account that is only known when the stack is deployed.
    const account = Token.isUnresolved(this.account) ? '<AWS::AccountId>' : this.account;
    const acknowledge = (resource: string, reason: string): void =>
      Validations.of(made).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${resource.replaceAll(this.account, account)}]`,
        reason,
      });
    for (const one of assumed)
      acknowledge(one, 'The bootstrap roles of every region: a stage may stand in two (the domain is in us-east-1).');
    for (const one of read) acknowledge(one, 'A stack’s ARN ends with an id that CloudFormation makes up.');
    return made;
  }
}

function statement(actions: readonly string[], resources: readonly string[]): PolicyDocument {
  return new PolicyDocument({
    statements: [new PolicyStatement({ actions: [...actions], resources: [...resources] })],
  });
}
