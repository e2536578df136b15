import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Checkpoint } from '../../core/fault-points.ts';
import type { Clock, Ids, Platform } from '../ports.ts';
import { awsBlobs } from './blobs.ts';
import { type ClientOptions, clientOptions } from './client-options.ts';
import { awsCoordination } from './coordination.ts';
import { awsDeliveries } from './deliveries.ts';
import type { Deployment } from './deployment.ts';
import { awsDocuments } from './documents.ts';
import { awsExecutions } from './executions.ts';
import { awsExports } from './exports.ts';
import { awsLedger } from './ledger.ts';
import { awsQueues } from './queues.ts';
import { awsRecordStore } from './record-store.ts';
import { awsRetention } from './retention/retention.ts';
import { awsSchedules } from './schedules.ts';
import { awsSecrets } from './secrets.ts';
import { sealingOf } from './stage-sealing.ts';
import { openTable } from './table.ts';
import { awsTopics } from './topics.ts';

/** The ports over one deployed stage. */
export type AwsPlatform = Platform & { readonly deployment: Deployment; close(): void };

export type AwsPlatformOptions = {
  readonly deployment: Deployment;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly checkpoint: Checkpoint;
  /** For whoever consumes queues by hand, as the CLI does; functions are invoked with their messages. */
  readonly onHandlerError?: (queue: string, error: unknown) => void;
};

/** Makes all adapters of a stage; nothing is called before one of them is used. */
export function openAwsPlatform(options: AwsPlatformOptions): AwsPlatform {
  const { deployment, clock, ids, checkpoint, onHandlerError = () => undefined } = options;
  const table = openTable(deployment.region, deployment.table);
  const clients = openClients(clientOptions(deployment.region));
  const blobs = awsBlobs(clients.s3, deployment.bucket);
  const documents = awsDocuments(table);
  const ledger = awsLedger(table, clock);
  return {
    topics: awsTopics(deployment, clients, documents),
    queues: awsQueues(deployment, clients.sqs, clock, { onHandlerError }),
    deliveries: awsDeliveries(deployment, clients.lambda),
    exports: awsExports(clients.s3, deployment.bucket),
    blobs,
    records: awsRecordStore(table, blobs),
    ledger,
    coordination: awsCoordination(table, clock, sealingOf(deployment, clients.secrets)),
    documents,
    secrets: awsSecrets(deployment, clients.secrets),
    schedules: awsSchedules(deployment, clients, clock),
    executions: awsExecutions(deployment, clients.sfn),
    retention: awsRetention({ table, clock, ledger, s3: clients.s3, bucket: deployment.bucket }),
    clock,
    ids,
    checkpoint,
    deployment,
    close: () => {
      table.client.destroy();
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

type Clients = {
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly scheduler: SchedulerClient;
  readonly secrets: SecretsManagerClient;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
};

function openClients(options: ClientOptions): Clients {
  return {
    lambda: new LambdaClient(options),
    s3: new S3Client(options),
    scheduler: new SchedulerClient(options),
    secrets: new SecretsManagerClient(options),
    sfn: new SFNClient(options),
    sns: new SNSClient(options),
    sqs: new SQSClient(options),
    ssm: new SSMClient(options),
  };
}
