import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../../platform/aws/client-options.ts';
import type { Deployment } from '../../platform/aws/deployment.ts';
import { awsDocuments } from '../../platform/aws/documents.ts';
import { physicalName } from '../../platform/aws/names.ts';
import { awsQueues } from '../../platform/aws/queues.ts';
import { awsTopics } from '../../platform/aws/topics.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Documents, Queues, Topics } from '../../platform/ports.ts';
import { freshTable } from './aws-table.ts';
import { emulatorAccount, emulatorRegion } from './emulator.ts';

/** Queues and topics on an emulator, in a stage of their own. */
export type AwsMessaging = {
  readonly deployment: Deployment;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly documents: Documents;
  /** What the consumers reported. */
  readonly handlerErrors: unknown[];
  passTime(ms: number): Promise<void>;
  dispose(): Promise<void>;
};

/** Call useEmulator first. `topics` are made as the stacks would. */
export async function openAwsMessaging(topics: readonly string[] = []): Promise<AwsMessaging> {
  const deployment: Deployment = {
    stage: `t${randomBytes(5).toString('hex')}`,
    region: emulatorRegion,
    account: emulatorAccount,
    table: 'unused',
    bucket: 'unused',
    keyArn: `arn:aws:kms:${emulatorRegion}:${emulatorAccount}:key/00000000-0000-0000-0000-000000000000`,
    sealingSecretArn: 'unused',
  };
  const options = clientOptions(emulatorRegion);
  const sqs = new SQSClient(options);
  const sns = new SNSClient(options);
  for (const topic of topics) await sns.send(new CreateTopicCommand({ Name: physicalName(deployment.stage, topic) }));
  const { table, remove } = await freshTable();
  const documents = awsDocuments(table);
  const handlerErrors: unknown[] = [];
  const onHandlerError = (_queue: string, error: unknown): void => void handlerErrors.push(error);
  return {
    deployment,
    sqs,
    sns,
    queues: awsQueues(deployment, sqs, systemClock, { onHandlerError }),
    topics: awsTopics(deployment, { sns, sqs }, documents),
    documents,
    handlerErrors,
    passTime: (ms) => setTimeout(ms),
    dispose: async () => {
      await remove();
      sqs.destroy();
      sns.destroy();
    },
  };
}
