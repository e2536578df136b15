import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BillingMode, CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { noCheckpoint } from '../../core/fault-points.ts';
import { erpSystemTopic, informationTopic, notificationKinds, notificationTopic } from '../../core/topic-names.ts';
import { awsBlobs } from '../../platform/aws/blobs.ts';
import { clientOptions } from '../../platform/aws/client-options.ts';
import { awsCoordination } from '../../platform/aws/coordination.ts';
import { awsDeliveries } from '../../platform/aws/deliveries.ts';
import type { Deployment } from '../../platform/aws/deployment.ts';
import { awsDocuments } from '../../platform/aws/documents.ts';
import { awsExports } from '../../platform/aws/exports.ts';
import { awsLedger } from '../../platform/aws/ledger.ts';
import { physicalName } from '../../platform/aws/names.ts';
import { awsQueues } from '../../platform/aws/queues.ts';
import { awsRecordStore } from '../../platform/aws/record-store.ts';
import { awsRetention } from '../../platform/aws/retention/retention.ts';
import { awsSecrets } from '../../platform/aws/secrets.ts';
import { openTable } from '../../platform/aws/table.ts';
import { awsTopics } from '../../platform/aws/topics.ts';
import { randomIds, systemClock } from '../../platform/clock.ts';
import { type EmbeddedPlatform, openEmbeddedPlatform } from '../../platform/embedded/platform.ts';
import type { Clock, Platform } from '../../platform/ports.ts';
import { sealingWith } from '../../platform/sealing.ts';
import { meter, type Service } from './meter.ts';
import type { Usage } from './usage.ts';

export type MeasuredPlatform = {
  readonly platform: Platform;
  /** Runs the machine, so that its transitions can be counted; nothing else of it is used. */
  readonly interpreter: EmbeddedPlatform;
  close(): Promise<void>;
};

type Options = {
  /** Keeps measurements on one emulator apart. */
  readonly stage: string;
  readonly region: string;
  readonly account: string;
  readonly entities: readonly string[];
  readonly connector: string;
  readonly definition: object;
  readonly functions: Parameters<typeof openEmbeddedPlatform>[0]['functions'];
  readonly usage: () => Usage;
  readonly clock: Clock;
};

/**
 * The adapters of AWS over an emulator, every call metered; only the state machine is run by the interpreter. The
 * emulator is found through AWS_ENDPOINT_URL.
 */
export async function openMeasuredPlatform(options: Options): Promise<MeasuredPlatform> {
  const { region, account, usage, clock } = options;
  const deployment: Deployment = {
    ...{ stage: options.stage, region, account },
    ...{ table: `tributary-${options.stage}`, bucket: `tributary-${options.stage}` },
    keyArn: `arn:aws:kms:${region}:${account}:key/00000000-0000-0000-0000-000000000000`,
    sealingSecretArn: '',
  };
  const table = openTable(region, deployment.table);
  const clients = openClients(region);
  await makeResources(deployment, table.client, clients, options);
  const metered: readonly (readonly [{ readonly middlewareStack: object }, Service])[] = [
    [table.client, 'dynamo'],
    [clients.s3, 's3'],
    [clients.sns, 'sns'],
    [clients.sqs, 'sqs'],
    [clients.secrets, 'secrets'],
  ];
  for (const [client, service] of metered) meter(client, service, usage);
  const lambda = new LambdaClient(clientOptions(region));
  const home = mkdtempSync(join(tmpdir(), 'tributary-cost-'));
  const interpreter = openInterpreter(home, options);
  const blobs = awsBlobs(clients.s3, deployment.bucket);
  const documents = awsDocuments(table);
  const ledger = awsLedger(table, clock);
  return {
    interpreter,
    platform: {
      topics: awsTopics(deployment, clients, documents),
      queues: awsQueues(deployment, clients.sqs, clock, { onHandlerError: () => undefined }),
      deliveries: awsDeliveries(deployment, lambda),
      exports: awsExports(clients.s3, deployment.bucket),
      blobs,
      records: awsRecordStore(table, blobs),
      ledger,
      coordination: awsCoordination(table, clock, async () => sealingWith(Buffer.alloc(32))),
      documents,
      secrets: awsSecrets(deployment, clients.secrets),
      schedules: interpreter.schedules,
      executions: interpreter.executions,
      retention: awsRetention({ table, clock, ledger, s3: clients.s3, bucket: deployment.bucket }),
      clock,
      ids: randomIds,
      checkpoint: noCheckpoint,
    },
    close: async () => {
      await interpreter.close();
      rmSync(home, { recursive: true, force: true });
      lambda.destroy();
      for (const [client] of metered) (client as unknown as { destroy(): void }).destroy();
    },
  };
}

type Clients = {
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly secrets: SecretsManagerClient;
};

function openClients(region: string): Clients {
  const options = clientOptions(region);
  return {
    s3: new S3Client(options),
    sns: new SNSClient(options),
    sqs: new SQSClient(options),
    secrets: new SecretsManagerClient(options),
  };
}

function openInterpreter(home: string, { definition, functions }: Options): EmbeddedPlatform {
  return openEmbeddedPlatform({
    ...{ home, clock: systemClock, ids: randomIds, checkpoint: noCheckpoint, definition, functions },
    ...{ onDue: () => undefined, onHandlerError: () => undefined },
    onFatal: (error) => {
      throw error;
    },
  });
}

/** What the stacks would make. */
async function makeResources(
  deployment: Deployment,
  table: { send(command: CreateTableCommand): Promise<unknown> },
  { s3, sns }: Clients,
  { entities, connector }: Options,
): Promise<void> {
  await table.send(
    new CreateTableCommand({
      TableName: deployment.table,
      BillingMode: BillingMode.PAY_PER_REQUEST,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
    }),
  );
  await s3.send(
    new CreateBucketCommand({
      Bucket: deployment.bucket,
      CreateBucketConfiguration: { LocationConstraint: deployment.region as never },
    }),
  );
  const topics = [
    ...entities.map(informationTopic),
    ...notificationKinds.map(notificationTopic),
    erpSystemTopic(connector),
  ];
  for (const topic of topics) await sns.send(new CreateTopicCommand({ Name: physicalName(deployment.stage, topic) }));
}
