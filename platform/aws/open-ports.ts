import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Clock, Documents, Platform } from '../ports.ts';
import { type AwsBlobs, awsBlobs } from './blobs.ts';
import { clientOptions } from './client-options.ts';
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
import { awsSecrets } from './secrets.ts';
import { sealingOf } from './stage-sealing.ts';
import { openTable, type Table } from './table.ts';
import { awsTopics } from './topics.ts';

/*
 * One opener per port, for functions that need some of them: what a function does not open is not in its bundle, and a
 * bundle with every client of the SDK would take twice as long to start.
 */

/** What is in the table. Access tokens are not: see openCoordination. */
export function openRows(table: Table, clock: Clock): Pick<Platform, 'documents' | 'ledger'> {
  return { documents: awsDocuments(table), ledger: awsLedger(table, clock) };
}

/** Leases, budgets and access tokens; for functions that talk to an ERP. */
export function openCoordination(deployment: Deployment, table: Table, clock: Clock): Platform['coordination'] {
  const secrets = new SecretsManagerClient(clientOptions(deployment.region));
  return awsCoordination(table, clock, sealingOf(deployment, secrets));
}

/** Leases and budgets alone: its `token` throws. */
export function openLeases(table: Table, clock: Clock): Platform['coordination'] {
  return awsCoordination(table, clock, () => Promise.reject(new TypeError('This function reads no access tokens.')));
}

export function openStageTable({ region, table }: Deployment): Table {
  return openTable(region, table);
}

export function openBlobs({ region, bucket }: Deployment): AwsBlobs {
  return awsBlobs(new S3Client(clientOptions(region)), bucket);
}

export function openExports({ region, bucket }: Deployment): Platform['exports'] {
  return awsExports(new S3Client(clientOptions(region)), bucket);
}

export function openDeliveries(deployment: Deployment): Platform['deliveries'] {
  return awsDeliveries(deployment, new LambdaClient(clientOptions(deployment.region)));
}

export function openRetention(
  { region, bucket }: Deployment,
  table: Table,
  rows: Pick<Platform, 'ledger' | 'clock'>,
): Platform['retention'] {
  return awsRetention({ ...rows, table, bucket, s3: new S3Client(clientOptions(region)) });
}

export function openRecords(table: Table, blobs: AwsBlobs): Platform['records'] {
  return awsRecordStore(table, blobs);
}

export function openSecrets(deployment: Deployment): Platform['secrets'] {
  return awsSecrets(deployment, new SecretsManagerClient(clientOptions(deployment.region)));
}

export function openExecutions(deployment: Deployment): Platform['executions'] {
  return awsExecutions(deployment, new SFNClient(clientOptions(deployment.region)));
}

export function openTopics(deployment: Deployment, documents: Documents): Platform['topics'] {
  const options = clientOptions(deployment.region);
  return awsTopics(deployment, { sns: new SNSClient(options), sqs: new SQSClient(options) }, documents);
}

/** For looking at queues; a function is invoked with its messages. */
export function openQueues(deployment: Deployment, clock: Clock): Platform['queues'] {
  const sqs = new SQSClient(clientOptions(deployment.region));
  return awsQueues(deployment, sqs, clock, { onHandlerError: () => undefined });
}
