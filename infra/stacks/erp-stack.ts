import { Stack, Tags } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { informationTopics } from '../../core/entities.ts';
import { deadLetterQueue, erpSystemTopic, notificationTopic, transformQueue } from '../../core/topic-names.ts';
import type { Deployment } from '../../platform/aws/deployment.ts';
import { parameterPath } from '../../platform/aws/names.ts';
import { ConnectionSchedules, scheduleQueue } from '../constructs/connection-schedules.ts';
import { PointerQueue } from '../constructs/pointer-queue.ts';
import { sealedTopic } from '../constructs/sealed-topic.ts';
import { StageFunction } from '../constructs/stage-function.ts';
import { SyncMachine } from '../constructs/sync-machine.ts';
import {
  consume,
  publishTo,
  readBlobs,
  readSecrets,
  rows,
  tellMissingBlobs,
  unsealTokens,
  writeBlobs,
} from '../grants.ts';
import { addAlarms, importAlarmTopic } from '../monitoring/add-alarms.ts';
import { type AlarmSpec, erpAlarms } from '../monitoring/alarms.ts';
import { importDeployment } from '../stage-exports.ts';
import type { StageStackProps } from './core-stack.ts';

export type ErpStackProps = StageStackProps & {
  /** The folder in connectors/catalog. */
  readonly connector: string;
};

/** Lambda's longest: extract gives back control after half of it. */
const extractSeconds = 900;
/**
 * Five batches of 500 records take some seconds. Failed ones come back after six times this, 180 s, so that the four
 * receives of a poison batch are over within nine minutes, before the sweep (distributor/sweep.ts) takes a run for stalled.
 */
const transformSeconds = 30;
const transformBatch = 5;

/** What belongs to one ERP alone: isolation and a name. The code is the same for all, and mappings are not in here. */
export class ErpStack extends Stack {
  readonly transform: PointerQueue;
  readonly schedules: ConnectionSchedules;
  readonly machine: SyncMachine;

  constructor(scope: Construct, id: string, { settings, connector, ...props }: ErpStackProps) {
    const { stage } = settings;
    super(scope, id, { stackName: `TributaryErp-${connector}-${stage}`, ...props });
    Tags.of(this).add('tributary:stage', stage);
    Tags.of(this).add('tributary:connector', connector);
    const deployment = importDeployment(this, stage);
    const key = Key.fromKeyArn(this, 'KeyByArn', deployment.keyArn);
    const common = { settings, deployment, key };
    const topic = sealedTopic(this, stage, erpSystemTopic(connector), key);
    const queue = transformQueue(connector);
    this.transform = new PointerQueue(this, 'Transform', {
      stage,
      key,
      queue,
      topic,
      functionSeconds: transformSeconds,
    });
    const { function: extract } = new StageFunction(this, 'Function-extract', {
      ...{ ...common, name: `extract.${connector}`, entry: 'extract', memory: settings.memory.extract },
      seconds: extractSeconds,
      grants: [
        ...[rows(deployment), readBlobs(deployment, 'artefacts', 'raw'), writeBlobs(deployment, 'raw')],
        ...[tellMissingBlobs(deployment), publishTo(deployment, erpSystemTopic(connector))],
        ...[readSecrets(deployment, connector), unsealTokens(deployment)],
      ],
    });
    this.transformBatches(common, connector);
    this.machine = new SyncMachine(this, 'Sync', { ...common, connector, extract });
    addAlarms(this, stage, this.alarms(deployment, connector), importAlarmTopic(this, deployment));
    this.schedules = new ConnectionSchedules(this, 'Schedules', { deployment, key, connector });
    new StringParameter(this, 'Deployment', {
      parameterName: `${parameterPath(stage)}/erp/${connector}`,
      description: `Where schedules of connections to ${connector} are put`,
      stringValue: this.toJsonString(this.schedules.erp),
    });
  }

  private alarms(deployment: Deployment, connector: string): readonly AlarmSpec[] {
    const functions = [
      { name: `extract.${connector}`, timeoutSeconds: extractSeconds },
      { name: `transform.${connector}`, timeoutSeconds: transformSeconds },
    ];
    return erpAlarms(deployment, connector, functions, deadLetterQueue(scheduleQueue(connector)));
  }

  private transformBatches(
    common: Pick<ConstructorParameters<typeof StageFunction>[2], 'settings' | 'deployment' | 'key'>,
    connector: string,
  ): void {
    const { settings, deployment } = common;
    const notifications = (['batch', 'quarantine', 'drift'] as const).map(notificationTopic);
    const { function: transform } = new StageFunction(this, 'Function-transform', {
      ...{ ...common, name: `transform.${connector}`, entry: 'transform', memory: settings.memory.transform },
      seconds: transformSeconds,
      grants: [
        ...[rows(deployment), readBlobs(deployment, 'artefacts', 'records', 'raw'), writeBlobs(deployment, 'records')],
        ...[tellMissingBlobs(deployment), publishTo(deployment, ...informationTopics, ...notifications)],
        consume(deployment, transformQueue(connector)),
      ],
    });
    transform.addEventSourceMapping('Batches', {
      eventSourceArn: this.transform.queue.queueArn,
      batchSize: transformBatch,
      maxConcurrency: settings.transformConcurrency,
      reportBatchItemFailures: true,
    });
  }
}
