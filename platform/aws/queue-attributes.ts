import { deadLetterQueue } from '../../core/topic-names.ts';
import type { QueueOptions } from '../ports.ts';
import type { Deployment } from './deployment.ts';
import { queueArn, stagePrefix } from './names.ts';

const daySeconds = 86_400;
/** SQS's longest. The retention of a dead letter counts from when it was first sent, so the queue's own is shorter. */
const deadLetterDays = 14;
const queueDays = 10;
/** One call to the key service per hour and queue instead of one per five minutes. */
const dataKeySeconds = 3_600;

/** Attributes of a queue made at run time, as CreateQueue and SetQueueAttributes take them. */
export function queueAttributes(
  deployment: Deployment,
  queue: string,
  { visibilitySeconds, maxReceives }: QueueOptions,
): Record<string, string> {
  const redrive = {
    deadLetterTargetArn: queueArn(deployment, deadLetterQueue(queue)),
    maxReceiveCount: maxReceives,
  };
  return {
    ...common(deployment, visibilitySeconds, queueDays),
    RedrivePolicy: JSON.stringify(redrive),
    Policy: policy(topicsMaySend(deployment, queue), onlyTls(deployment, queue)),
  };
}

/** Attributes of `<queue>.dead`. */
export function deadLetterAttributes(
  deployment: Deployment,
  queue: string,
  { visibilitySeconds }: QueueOptions,
): Record<string, string> {
  return {
    ...common(deployment, visibilitySeconds, deadLetterDays),
    Policy: policy(onlyTls(deployment, deadLetterQueue(queue))),
  };
}

function common({ keyArn }: Deployment, visibilitySeconds: number, days: number): Record<string, string> {
  return {
    VisibilityTimeout: String(Math.ceil(visibilitySeconds)),
    MessageRetentionPeriod: String(days * daySeconds),
    KmsMasterKeyId: keyArn,
    KmsDataKeyReusePeriodSeconds: String(dataKeySeconds),
  };
}

function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

function topicsMaySend(deployment: Deployment, queue: string): object {
  const { stage, region, account } = deployment;
  return {
    Sid: 'TopicsOfTheStageSend',
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queueArn(deployment, queue),
    Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:sns:${region}:${account}:${stagePrefix(stage)}*` } },
  };
}

function onlyTls(deployment: Deployment, queue: string): object {
  return {
    Sid: 'OnlyTls',
    Effect: 'Deny',
    Principal: '*',
    Action: 'sqs:*',
    Resource: queueArn(deployment, queue),
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
