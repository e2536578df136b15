import { describe, expect, test } from '@jest/globals';
import { resourcesOf, type StackTemplate } from '../../support/synthesise.ts';
import { synthesiseWith } from '../../support/synthesise-options.ts';

const stacks = synthesiseWith({ alarmAddress: 'on-call@example.org' });
const audit = stacks['TributaryAudit-dev'] as StackTemplate;

const only = (template: StackTemplate | undefined, type: string): Readonly<Record<string, unknown>> => {
  const found = template ? resourcesOf(template, type) : [];
  expect(found).toHaveLength(1);
  return found[0]?.[1].Properties ?? {};
};
const trailArn = 'arn:aws:cloudtrail:eu-north-1:111122223333:trail/tributary-dev-trail';

describe('the trail', () => {
  test('records every call but the key’s, and each touch of a raw batch', () => {
    expect(only(audit, 'AWS::CloudTrail::Trail')).toMatchObject({
      TrailName: 'tributary-dev-trail',
      EnableLogFileValidation: true,
      IsLogging: true,
      KMSKeyId: { 'Fn::ImportValue': 'TributaryCore-dev-keyArn' },
      EventSelectors: [
        {
          IncludeManagementEvents: true,
          ReadWriteType: 'All',
          ExcludeManagementEventSources: ['kms.amazonaws.com'],
          DataResources: [
            { Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::tributary-dev-111122223333-eu-north-1/raw/'] },
          ],
        },
      ],
    });
  });

  test('is the only one that may write into its bucket, over TLS only', () => {
    const { PolicyDocument } = only(audit, 'AWS::S3::BucketPolicy') as {
      readonly PolicyDocument: { readonly Statement: readonly { Effect: string; Condition: object }[] };
    };
    const allowed = PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toHaveLength(2);
    for (const { Condition } of allowed)
      expect(Condition).toMatchObject({ StringEquals: { 'aws:SourceArn': trailArn } });
    expect(JSON.stringify(PolicyDocument)).toContain('"aws:SecureTransport":"false"');
  });

  test('may use the key as CloudTrail asks for where the bucket has a bucket key', () => {
    const { KeyPolicy } = only(stacks['TributaryCore-dev'], 'AWS::KMS::Key') as {
      readonly KeyPolicy: { readonly Statement: readonly { readonly Sid?: string }[] };
    };
    expect(KeyPolicy.Statement.find(({ Sid }) => Sid === 'TrailIntoBucket')).toMatchObject({
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*'],
      Condition: { StringEquals: { 'aws:SourceArn': trailArn } },
    });
  });

  test('waits for the policy of its bucket', () => {
    const [[, trail] = []] = resourcesOf(audit, 'AWS::CloudTrail::Trail');
    const [[policy = ''] = []] = resourcesOf(audit, 'AWS::S3::BucketPolicy');
    expect(trail?.['DependsOn']).toEqual([policy]);
  });
});

describe('the cost', () => {
  test('is told to the address of the alarms, forecast and spent', () => {
    expect(only(stacks['TributaryCost-dev'], 'AWS::Budgets::Budget')).toMatchObject({
      Budget: { BudgetLimit: { Amount: 50, Unit: 'USD' }, CostFilters: { TagKeyValue: ['user:tributary:stage$dev'] } },
      NotificationsWithSubscribers: [
        { Notification: { NotificationType: 'FORECASTED', Threshold: 100 } },
        { Notification: { NotificationType: 'ACTUAL', Threshold: 80 } },
      ],
    });
  });

  test('has no stack where nobody is to be told', () => {
    expect(Object.keys(synthesiseWith({}))).not.toContain('TributaryCost-dev');
  });
});

describe('alarms', () => {
  test('only those of this stage may publish to the topic, which tells the address', () => {
    const core = stacks['TributaryCore-dev'] as StackTemplate;
    const policies = resourcesOf(core, 'AWS::SNS::TopicPolicy').map(([, { Properties }]) => JSON.stringify(Properties));
    const letIn = policies.filter((text) => text.includes('cloudwatch.amazonaws.com'));
    expect(letIn).toHaveLength(1);
    expect(letIn[0]).toContain('"aws:SourceAccount":"111122223333"');
    expect(letIn[0]).toContain('arn:aws:cloudwatch:eu-north-1:111122223333:alarm:tributary-dev-*');
    expect(resourcesOf(core, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties)).toContainEqual(
      expect.objectContaining({ Protocol: 'email', Endpoint: 'on-call@example.org' }),
    );
  });
});
