import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Deployment } from '../platform/aws/deployment.ts';
import {
  deliverFunction,
  machineArn,
  physicalName,
  queueArn,
  secretName,
  stagePrefix,
  topicArn,
} from '../platform/aws/names.ts';

/** AWS services through which the stage's key is used; a role may use it through those it calls, and no other way. */
export type KeyedService = 'dynamodb' | 's3' | 'secretsmanager' | 'sns' | 'sqs';

/** One statement of a role: what it may do, on what, under a name that tests and reviews read. */
export type Grant = {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  /** Whose contents are encrypted with the stage's key. */
  readonly key?: KeyedService;
};

/** Reads and writes rows of the stage's table. Rows carry no connector in their keys, so all functions share it. */
export function rows({ region, account, table }: Deployment): Grant {
  const actions = ['BatchGetItem', 'ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query'];
  return {
    sid: 'Rows',
    actions: [...actions, 'UpdateItem'].map((action) => `dynamodb:${action}`),
    resources: [`arn:aws:dynamodb:${region}:${account}:table/${table}`],
    key: 'dynamodb',
  };
}

/** Reads blobs under these prefixes. */
export function readBlobs(deployment: Deployment, ...prefixes: readonly string[]): Grant {
  return { sid: 'ReadBlobs', actions: ['s3:GetObject'], resources: objects(deployment, prefixes), key: 's3' };
}

/** Writes blobs under these prefixes. */
export function writeBlobs(deployment: Deployment, ...prefixes: readonly string[]): Grant {
  return { sid: 'WriteBlobs', actions: ['s3:PutObject'], resources: objects(deployment, prefixes), key: 's3' };
}

/** Deletes blobs under these prefixes. */
export function deleteBlobs(deployment: Deployment, ...prefixes: readonly string[]): Grant {
  return { sid: 'DeleteBlobs', actions: ['s3:DeleteObject'], resources: objects(deployment, prefixes) };
}

/** Without it S3 answers 403 for an object that is not there, which reads as a missing permission. */
export function tellMissingBlobs({ bucket }: Deployment): Grant {
  return { sid: 'TellMissingBlobs', actions: ['s3:ListBucket'], resources: [`arn:aws:s3:::${bucket}`] };
}

/** Publishes to these topics. */
export function publishTo(deployment: Deployment, ...topics: readonly string[]): Grant {
  const resources = topics.map((topic) => topicArn(deployment, topic));
  return { sid: 'Publish', actions: ['sns:Publish'], resources, key: 'sns' };
}

/** What an event source mapping needs of its queue, and what lets failed messages come again soon (infra/handlers.ts). */
export function consume(deployment: Deployment, queue: string): Grant {
  const actions = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'];
  const resources = [queueArn(deployment, queue)];
  return { sid: 'Consume', actions: actions.map((action) => `sqs:${action}`), resources, key: 'sqs' };
}

/** Sends messages to these queues. */
export function sendTo(deployment: Deployment, ...queues: readonly string[]): Grant {
  const actions = ['GetQueueUrl', 'SendMessage'].map((action) => `sqs:${action}`);
  return { sid: 'Send', actions, resources: queues.map((queue) => queueArn(deployment, queue)), key: 'sqs' };
}

/** Pauses the delivery of a subscription: mappings that lead to the deliver function, and no others. */
export function pauseDeliveries({ stage, region, account }: Deployment): readonly Grant[] {
  const to = `arn:aws:lambda:${region}:${account}:function:${physicalName(stage, deliverFunction)}`;
  return [
    { sid: 'ListDeliveries', actions: ['lambda:ListEventSourceMappings'], resources: ['*'] },
    {
      sid: 'PauseDeliveries',
      actions: ['lambda:UpdateEventSourceMapping'],
      resources: [`arn:aws:lambda:${region}:${account}:event-source-mapping:*`],
      conditions: { StringEquals: { 'lambda:FunctionArn': to } },
    },
  ];
}

/** How many messages wait in the queues of the stage; listing has no resource to name. */
export function countQueues({ stage, region, account }: Deployment): readonly Grant[] {
  const resources = [`arn:aws:sqs:${region}:${account}:${stagePrefix(stage)}*`];
  return [
    { sid: 'ListQueues', actions: ['sqs:ListQueues'], resources: ['*'] },
    { sid: 'CountQueues', actions: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'], resources },
  ];
}

/** Looks at executions of every Sync machine of the stage: core functions serve all ERPs and must not know which exist. */
export function describeExecutions(deployment: Deployment): Grant {
  const resources = [`${machineArn(deployment, '*').replace(':stateMachine:', ':execution:')}:*`];
  return { sid: 'DescribeExecutions', actions: ['states:DescribeExecution'], resources };
}

/** Starts executions of every Sync machine of the stage. */
export function startExecutions(deployment: Deployment): Grant {
  return { sid: 'StartExecutions', actions: ['states:StartExecution'], resources: [machineArn(deployment, '*')] };
}

/** Completes the Settle state of every Sync machine of the stage. */
export function completeTasks(deployment: Deployment): Grant {
  return { sid: 'CompleteTasks', actions: ['states:SendTaskSuccess'], resources: [machineArn(deployment, '*')] };
}

/** Secrets of the connections of one ERP, which the CLI tags with its name. */
export function readSecrets({ stage, region, account }: Deployment, connector: string): Grant {
  return {
    sid: 'ReadSecrets',
    actions: ['secretsmanager:GetSecretValue'],
    resources: [`arn:aws:secretsmanager:${region}:${account}:secret:${secretName(stage, '*', '*')}`],
    conditions: { StringEquals: { 'aws:ResourceTag/tributary:connector': connector } },
    key: 'secretsmanager',
  };
}

/** The secret that seals access tokens in the table. */
export function unsealTokens({ sealingSecretArn }: Deployment): Grant {
  const actions = ['secretsmanager:GetSecretValue'];
  return { sid: 'UnsealTokens', actions, resources: [sealingSecretArn], key: 'secretsmanager' };
}

/** Writes to one log group, and traces, which have no resource to name. */
export function reportTo({ region, account }: Deployment, logGroup: string): readonly Grant[] {
  const streams = `arn:aws:logs:${region}:${account}:log-group:${logGroup}:log-stream:*`;
  return [
    { sid: 'WriteLogs', actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [streams] },
    { sid: 'Trace', actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], resources: ['*'] },
  ];
}

/** The grants as statements, with one more for the key where any of them needs it, and only through those services. */
export function statementsOf({ keyArn, region }: Deployment, grants: readonly Grant[]): PolicyStatement[] {
  const services = new Set(grants.flatMap(({ key }) => (key === undefined ? [] : [key])));
  const via = [...services].sort().map((service) => `${service}.${region}.amazonaws.com`);
  const useKey: Grant = {
    sid: 'UseKey',
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
    resources: [keyArn],
    conditions: { StringEquals: { 'kms:ViaService': via } },
  };
  return [...grants, ...(via.length > 0 ? [useKey] : [])].map(
    ({ sid, actions, resources, conditions }) =>
      new PolicyStatement({
        sid,
        actions: [...actions],
        resources: [...resources],
        ...(conditions === undefined ? {} : { conditions }),
      }),
  );
}

function objects({ bucket }: Deployment, prefixes: readonly string[]): string[] {
  return prefixes.map((prefix) => `arn:aws:s3:::${bucket}/${prefix}/*`);
}
