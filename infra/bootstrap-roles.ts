import type { Environment } from 'aws-cdk-lib';

/** What `cdk bootstrap` calls its roles unless told otherwise. */
const qualifier = 'hnb659fds';

/** What the CDK's command line fills in by itself. */
const anyAccount = `\${AWS::AccountId}`;

/** A role that `cdk bootstrap` made, in one region or (`*`) in all. */
export function bootstrapRoleArn(
  name: 'cfn-exec' | 'deploy' | 'file-publishing' | 'lookup',
  { account = anyAccount, region = '*' }: Environment,
): string {
  return `arn:aws:iam::${account}:role/cdk-${qualifier}-${name}-role-${account}-${region}`;
}
