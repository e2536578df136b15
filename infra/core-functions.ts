import {
  deadLetterQueue,
  notificationTopic,
  settleQueue,
  snapshotQueue,
  subscriptionQueue,
} from '../core/topic-names.ts';
import { webhookSecretOwner } from '../distributor/deliver/webhook-secret.ts';
import type { Deployment } from '../platform/aws/deployment.ts';
import { exportsPrefix, physicalName } from '../platform/aws/names.ts';
import {
  completeTasks,
  consume,
  countQueues,
  deleteBlobs,
  describeExecutions,
  type Grant,
  pauseDeliveries,
  publishTo,
  readBlobs,
  readSecrets,
  rows,
  sendTo,
  startExecutions,
  tellMissingBlobs,
  writeBlobs,
} from './grants.ts';

export type CoreFunction = {
  /** As long as infra/sync.asl.json waits for the state; a sweep ends before the next one begins. */
  readonly seconds: number;
  readonly grants: (deployment: Deployment) => readonly Grant[];
};

/** Where notifications wait to be turned into numbers. */
export const monitorQueue = 'monitor';

/** Any ERP's topic: lost pointers are published again, and the core does not know which ERPs exist. */
const anyErp = 'erp-system.*';

export type CoreFunctionName =
  | 'plan'
  | 'settle'
  | 'commit'
  | 'fail-run'
  | 'receipts'
  | 'sweep'
  | 'monitor'
  | 'deliver'
  | 'snapshot'
  | 'retention';

/** Subscriptions are made at run time. */
const anySubscription = subscriptionQueue('*');

/** The functions of the core stack, by name: infra/functions/<name>.lambda.ts. */
export const coreFunctions: Readonly<Record<CoreFunctionName, CoreFunction>> = {
  plan: {
    seconds: 60,
    grants: (at) => [rows(at), readBlobs(at, 'artefacts'), tellMissingBlobs(at), describeExecutions(at)],
  },
  settle: { seconds: 60, grants: (at) => [rows(at), completeTasks(at), startExecutions(at)] },
  commit: {
    seconds: 60,
    grants: (at) => [
      rows(at),
      readBlobs(at, 'artefacts'),
      tellMissingBlobs(at),
      publishTo(at, notificationTopic('run')),
    ],
  },
  'fail-run': {
    seconds: 60,
    grants: (at) => [rows(at), describeExecutions(at), publishTo(at, notificationTopic('run'))],
  },
  receipts: { seconds: 30, grants: (at) => [rows(at), consume(at, settleQueue), completeTasks(at)] },
  // As long as Lambda allows; what is left then goes the next day.
  retention: { seconds: 900, grants: (at) => [rows(at), deleteBlobs(at, 'raw', 'records'), tellMissingBlobs(at)] },
  monitor: { seconds: 30, grants: (at) => [consume(at, monitorQueue)] },
  // An endpoint may take half a minute to answer.
  deliver: {
    seconds: 45,
    grants: (at) => [
      ...[rows(at), consume(at, anySubscription), sendTo(at, deadLetterQueue(anySubscription))],
      ...[readSecrets(at, webhookSecretOwner), writeBlobs(at, exportsPrefix), ...pauseDeliveries(at)],
      publishTo(at, notificationTopic('subscription')),
    ],
  },
  snapshot: {
    seconds: 300,
    grants: (at) => [
      ...[rows(at), readBlobs(at, 'records'), tellMissingBlobs(at)],
      ...[consume(at, snapshotQueue), sendTo(at, snapshotQueue, anySubscription)],
    ],
  },
  sweep: {
    seconds: 55,
    grants: (at) => [
      ...[rows(at), ...countQueues(at), describeExecutions(at), startExecutions(at), completeTasks(at)],
      publishTo(at, notificationTopic('run'), anyErp),
      sendTo(at, snapshotQueue),
    ],
  },
};

/** The ARN of a core function, from its name. */
export function coreFunctionArn({ stage, region, account }: Deployment, name: CoreFunctionName): string {
  return `arn:aws:lambda:${region}:${account}:function:${physicalName(stage, name)}`;
}
