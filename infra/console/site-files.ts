import { readFileSync } from 'node:fs';
import { RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';

type SiteFile = { readonly name: string; readonly type: string; readonly content: string };

const types: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'status.css': 'text/css; charset=utf-8',
  'status.js': 'text/javascript; charset=utf-8',
};

/** What the page has to know and only the deployment says. */
export type SiteConfig = {
  readonly stage: string;
  readonly version: string;
  readonly clientId: string;
  readonly signIn: string;
};

/**
 * Puts the files of infra/site into every bucket, and takes them out again. Each is one S3 call of CloudFormation's: the
 * page is some kilobytes, which does not warrant the layer of 30 MB and the Python function that BucketDeployment brings.
 */
export function deploySite(stack: Stack, buckets: readonly IBucket[], key: IKey, config: SiteConfig): void {
  const files: SiteFile[] = [
    ...Object.entries(types).map(([name, type]) => ({ name, type, content: readSite(name) })),
    { name: 'config.json', type: 'application/json', content: stack.toJsonString(config) },
  ];
  const logGroup = new LogGroup(stack, 'SiteFilesLogs', {
    encryptionKey: key,
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  for (const bucket of buckets) for (const file of files) putFile(stack, bucket, file, logGroup);
  acknowledgeHelper(stack);
}

function readSite(name: string): string {
  return readFileSync(new URL(`../site/${name}`, import.meta.url), 'utf8');
}

function putFile(stack: Stack, bucket: IBucket, { name, type, content }: SiteFile, logGroup: LogGroup): void {
  const at = { Bucket: bucket.bucketName, Key: name };
  const put = {
    service: 'S3',
    action: 'putObject',
    parameters: { ...at, Body: content, ContentType: type, CacheControl: 'public, max-age=60' },
    physicalResourceId: PhysicalResourceId.of(`${bucket.node.id}/${name}`),
  };
  const file = new AwsCustomResource(stack, `SiteFile-${bucket.node.id}-${name}`, {
    resourceType: 'Custom::TributarySiteFile',
    onCreate: put,
    onUpdate: put,
    onDelete: { service: 'S3', action: 'deleteObject', parameters: at },
    policy: AwsCustomResourcePolicy.fromStatements([
      new PolicyStatement({ actions: ['s3:DeleteObject', 's3:PutObject'], resources: [bucket.arnForObjects(name)] }),
    ]),
    installLatestAwsSdk: false,
    logGroup,
  });
  if (bucket.policy) file.node.addDependency(bucket.policy);
}

/** The function that makes the calls is CDK's own. */
function acknowledgeHelper(stack: Stack): void {
  const helper = stack.node.children.find(({ node }) => node.id.startsWith('AWS679'));
  if (!helper) return;
  Validations.of(helper).acknowledge({
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    reason: 'CDK’s own function for calls at deployment; it runs only while a stack is deployed.',
  });
  Validations.of(helper).acknowledge({
    id: 'AwsSolutions-L1',
    reason: 'CDK’s own function; its runtime is the newest of the region and follows CDK.',
  });
}
