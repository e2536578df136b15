import { describe, expect, test } from '@jest/globals';
import { informationTopics } from '../../../core/entities.ts';
import { faultVariable } from '../../../infra/aws.ts';
import { type Resource, resourcesOf, type StackTemplate, synthesise } from '../../support/synthesise.ts';

const dev = synthesise()['TributaryCore-dev'] as StackTemplate;
const prod = synthesise({ stage: 'prod' })['TributaryCore-prod'] as StackTemplate;

function only(template: StackTemplate, type: string): Resource {
  const found = resourcesOf(template, type);
  expect(found).toHaveLength(1);
  return found[0]?.[1] as Resource;
}

const properties = (template: StackTemplate, type: string): readonly Readonly<Record<string, unknown>>[] =>
  resourcesOf(template, type).map(([, resource]) => resource.Properties);
const keyRef = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };

describe('the key', () => {
  test('rotates, and lets in only services that work for this stage', () => {
    const { EnableKeyRotation, KeyPolicy } = only(dev, 'AWS::KMS::Key').Properties;
    expect(EnableKeyRotation).toBe(true);
    const { Statement } = KeyPolicy as { readonly Statement: readonly { Sid?: string; Condition?: object }[] };
    const services = Statement.filter(({ Sid }) => Sid !== undefined);
    expect(services.map(({ Sid }) => Sid)).toEqual(['TopicsIntoQueues', 'AlarmsIntoTopics', 'TrailIntoBucket', 'Logs']);
    for (const { Condition } of services) expect(JSON.stringify(Condition)).toMatch(/tributary-dev-(\*|trail)"/);
    expect(JSON.stringify(KeyPolicy)).not.toContain('demo-odata');
    expect(properties(dev, 'AWS::KMS::Alias')[0]).toMatchObject({ AliasName: 'alias/tributary-dev' });
  });
});

describe('the table', () => {
  test('is encrypted with the key, recoverable to any second, and forgets what has expired', () => {
    expect(only(dev, 'AWS::DynamoDB::GlobalTable').Properties).toMatchObject({
      TableName: 'tributary-dev',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      Replicas: [
        {
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          SSESpecification: { KMSMasterKeyId: keyRef },
          DeletionProtectionEnabled: false,
        },
      ],
    });
  });

  test('of a stage that keeps its data outlives the stack and refuses to be deleted', () => {
    const table = only(prod, 'AWS::DynamoDB::GlobalTable');
    expect(table.Properties['Replicas']).toMatchObject([{ DeletionProtectionEnabled: true }]);
    for (const type of [
      'AWS::DynamoDB::GlobalTable',
      'AWS::S3::Bucket',
      'AWS::KMS::Key',
      'AWS::SecretsManager::Secret',
    ]) {
      expect([type, only(prod, type).DeletionPolicy]).toEqual([type, 'Retain']);
      expect([type, only(dev, type).DeletionPolicy]).toEqual([type, 'Delete']);
    }
  });
});

describe('the bucket', () => {
  test('is private, encrypted with the key, and forgets raw batches and uploads that broke off', () => {
    expect(only(dev, 'AWS::S3::Bucket').Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyRef },
          },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: {
        Rules: [
          { Id: 'incomplete-uploads', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
          { Id: 'raw-batches', Prefix: 'raw/', ExpirationInDays: 16, Status: 'Enabled' },
        ],
      },
    });
  });

  test('takes requests over TLS 1.2 and newer only', () => {
    const { PolicyDocument } = only(dev, 'AWS::S3::BucketPolicy').Properties;
    const text = JSON.stringify(PolicyDocument);
    expect(text).toContain('{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"');
    expect(text).toContain('{"NumericLessThan":{"s3:TlsVersion":1.2}},"Effect":"Deny"');
  });
});

describe('topics', () => {
  test('are those of the catalogue that belong to no ERP, each encrypted and over TLS only', () => {
    const kinds = ['batch', 'drift', 'quarantine', 'run'].map((kind) => `tributary-dev-notification_${kind}`);
    const topics = properties(dev, 'AWS::SNS::Topic');
    const names = topics.map(({ TopicName }) => String(TopicName));
    for (const name of [...informationTopics.map((topic) => `tributary-dev-${topic.replace('.', '_')}`), ...kinds])
      expect(names).toContain(name);
    for (const topic of topics) expect(topic['KmsMasterKeyId']).toEqual(keyRef);
    const denying = properties(dev, 'AWS::SNS::TopicPolicy').filter((policy) =>
      JSON.stringify(policy).includes('{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"'),
    );
    expect(denying).toHaveLength(topics.length);
  });
});

describe('receipts', () => {
  test('reach the settle queue as they were published, and are handled one by one', () => {
    const [settle] = properties(dev, 'AWS::SQS::Queue').filter(({ QueueName }) => QueueName === 'tributary-dev-settle');
    const [receipts] = functionsOf(dev, 'receipts');
    expect(Number(settle?.['VisibilityTimeout'])).toBeGreaterThanOrEqual(6 * Number(receipts?.['Timeout']));
    expect(settle?.['RedrivePolicy']).toMatchObject({ maxReceiveCount: 4 });
    const subscriptions = properties(dev, 'AWS::SNS::Subscription');
    expect(subscriptions).toContainEqual(
      expect.objectContaining({
        RawMessageDelivery: true,
        Protocol: 'sqs',
        TopicArn: { Ref: expect.stringMatching(/^Topicnotificationbatch/) },
      }),
    );
    expect(properties(dev, 'AWS::Lambda::EventSourceMapping')).toContainEqual(
      expect.objectContaining({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] }),
    );
  });
});

describe('queues', () => {
  test('are encrypted, over TLS only, and have dead letters unless they are some', () => {
    const queues = properties(dev, 'AWS::SQS::Queue');
    for (const queue of queues) {
      expect(queue['KmsMasterKeyId']).toEqual(keyRef);
      if (!String(queue['QueueName']).endsWith('_dead')) expect(queue['RedrivePolicy']).toBeDefined();
    }
    expect(properties(dev, 'AWS::SQS::QueuePolicy')).toHaveLength(queues.length);
  });
});

describe('functions', () => {
  test('run on Node 24 and arm64, are traced, and log to groups of their own that forget', () => {
    const functions = properties(dev, 'AWS::Lambda::Function').filter(({ FunctionName }) => FunctionName !== undefined);
    expect(functions.length).toBeGreaterThanOrEqual(7);
    for (const one of functions) {
      expect(one).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], TracingConfig: { Mode: 'Active' } });
      expect(one['LoggingConfig']).toMatchObject({ LogFormat: 'JSON', LogGroup: { Ref: expect.anything() } });
    }
    for (const group of properties(dev, 'AWS::Logs::LogGroup'))
      expect(group).toMatchObject({ RetentionInDays: 14, KmsKeyId: keyRef });
  });

  test('know the deployment from their environment', () => {
    const [plan] = functionsOf(dev, 'plan');
    expect(plan?.['Environment']).toEqual({
      Variables: {
        TRIBUTARY_STAGE: 'dev',
        TRIBUTARY_ACCOUNT: '111122223333',
        TRIBUTARY_TABLE: 'tributary-dev',
        TRIBUTARY_BUCKET: 'tributary-dev-111122223333-eu-north-1',
        TRIBUTARY_KEY_ARN: keyRef,
        TRIBUTARY_SEALING_SECRET_ARN: { Ref: expect.stringMatching(/^Sealing/) },
        TRIBUTARY_ALLOW_HOSTS: '',
      },
    });
    // Least of all one that would end a function: it is for tests.
    expect(JSON.stringify(synthesise())).not.toContain(faultVariable);
  });

  test('old data is removed each day, by a function that has all the time there is', () => {
    const [rule] = properties(dev, 'AWS::Events::Rule').filter(({ Name }) => Name === 'tributary-dev-retention');
    expect(rule).toMatchObject({ ScheduleExpression: 'rate(1 day)' });
    expect(functionsOf(dev, 'retention')[0]?.['Timeout']).toBe(900);
  });

  test('the sweep runs each minute and ends before the next', () => {
    const [rule] = properties(dev, 'AWS::Events::Rule').filter(({ Name }) => Name === 'tributary-dev-sweep');
    expect(rule?.['ScheduleExpression']).toBe('rate(1 minute)');
    expect(Number(functionsOf(dev, 'sweep')[0]?.['Timeout'])).toBeLessThan(60);
    expect(functionsOf(prod, 'sweep')[0]?.['ReservedConcurrentExecutions']).toBe(1);
  });
});

test('the deployment is found by the CLI and by the other stacks', () => {
  const parameters = properties(dev, 'AWS::SSM::Parameter');
  expect(parameters).toContainEqual(expect.objectContaining({ Name: '/tributary/dev/core', Type: 'String' }));
  const exported = Object.values(dev.Outputs ?? {}).map(
    (output) => (output as { Export?: { Name: string } }).Export?.Name,
  );
  expect(exported).toEqual(expect.arrayContaining(['TributaryCore-dev-keyArn', 'TributaryCore-dev-sealingSecretArn']));
});

function functionsOf(template: StackTemplate, name: string): readonly Readonly<Record<string, unknown>>[] {
  return properties(template, 'AWS::Lambda::Function').filter(({ FunctionName }) =>
    String(FunctionName).endsWith(`-${name}`),
  );
}
