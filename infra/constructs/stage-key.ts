import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { stagePrefix } from '../../platform/aws/names.ts';
import type { StageSettings } from '../settings.ts';
import { dataRemoval } from './data-removal.ts';

/**
 * The key that encrypts everything of a stage. Roles are let in by their own policies; services that act by themselves
 * are let in here, by names that begin with the stage's, so that the policy does not say which ERPs there are.
 */
export function stageKey(scope: Construct, settings: StageSettings): Key {
  const { stage } = settings;
  const key = new Key(scope, 'Key', {
    alias: `alias/tributary-${stage}`,
    description: `Encrypts the data of Tributary, stage ${stage}`,
    enableKeyRotation: true,
    removalPolicy: dataRemoval(settings),
    pendingWindow: Duration.days(settings.keepData ? 30 : 7),
  });
  const { region, account, formatArn } = placeOf(scope);
  const seal = ['kms:Decrypt', 'kms:GenerateDataKey'];
  const topics = formatArn('sns', `${stagePrefix(stage)}*`);
  const alarms = formatArn('cloudwatch', `alarm:${stagePrefix(stage)}*`);
  const logs = [
    ...['/aws/lambda/', '/aws/vendedlogs/'].map((folder) => `${folder}*${stagePrefix(stage)}*`),
    `/tributary/${stage}/*`,
    // As CloudFormation names them, after the stack.
    `Tributary*-${stage}-*`,
  ].map((name) => formatArn('logs', `log-group:${name}`));
  const allow = (sid: string, service: string, actions: string[], conditions: Record<string, unknown>): void => {
    key.addToResourcePolicy(
      new PolicyStatement({
        sid,
        principals: [new ServicePrincipal(service)],
        actions,
        resources: ['*'],
        conditions,
      }),
    );
  };
  const by = (arn: string): Record<string, unknown> => ({
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': arn },
  });
  allow('TopicsIntoQueues', 'sns.amazonaws.com', seal, by(topics));
  allow('AlarmsIntoTopics', 'cloudwatch.amazonaws.com', seal, by(alarms));
  // Decrypt, because the bucket has a bucket key: CloudTrail proves when a trail is made that it can read what it writes.
  allow('TrailIntoBucket', 'cloudtrail.amazonaws.com', ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*'], {
    StringEquals: { 'aws:SourceArn': formatArn('cloudtrail', `trail/${stagePrefix(stage)}trail`) },
  });
  allow(
    'Logs',
    `logs.${region}.amazonaws.com`,
    ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logs } },
  );
  return key;
}

type PlaceOf = {
  readonly region: string;
  readonly account: string;
  readonly formatArn: (service: string, resource: string) => string;
};

function placeOf(scope: Construct): PlaceOf {
  const stack = Stack.of(scope);
  return {
    region: stack.region,
    account: stack.account,
    formatArn: (service, resource) =>
      stack.formatArn({ service, resource, arnFormat: ArnFormat.NO_RESOURCE_NAME, partition: 'aws' }),
  };
}
