import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { notificationTopic, settleQueue, snapshotQueue } from '../../core/topic-names.ts';
import { physicalName, stagePrefix } from '../../platform/aws/names.ts';
import { PointerQueue } from '../constructs/pointer-queue.ts';
import { coreFunctions, monitorQueue } from '../core-functions.ts';
import type { StageSettings } from '../settings.ts';
import type { CoreStack } from '../stacks/core-stack.ts';
import { addAlarms, alarmTopic } from './add-alarms.ts';
import { coreAlarms } from './alarms.ts';
import { addDashboard } from './dashboard.ts';

/** Notifications that are turned into numbers. */
const monitored = ['batch', 'run', 'drift'] as const;

/** Adds to the core stack what watches it: the monitor's queue, the topic of alarms, the alarms and the dashboard. */
export function monitorCore(core: CoreStack, settings: StageSettings): void {
  const { stage } = settings;
  addMonitorQueue(core, stage);
  const topic = addAlarmTopic(core, settings);
  const functions = Object.entries(coreFunctions).map(([name, { seconds }]) => ({ name, timeoutSeconds: seconds }));
  const specs = coreAlarms(core.deployment, { queues: [settleQueue, monitorQueue, snapshotQueue], functions });
  addDashboard(core, stage, addAlarms(core, stage, specs, topic));
}

function addMonitorQueue(core: CoreStack, stage: string): void {
  const [first, ...others] = monitored.map((kind) => core.topic(notificationTopic(kind)));
  if (!first) throw new TypeError('Nothing is monitored.');
  const { seconds } = coreFunctions.monitor;
  const { queue } = new PointerQueue(core, 'Monitor', {
    ...{ stage, key: core.key, queue: monitorQueue, topic: first, functionSeconds: seconds },
  });
  for (const topic of others) topic.addSubscription(new SqsSubscription(queue, { rawMessageDelivery: true }));
  core.function('monitor').addEventSourceMapping('Notifications', {
    eventSourceArn: queue.queueArn,
    batchSize: 10,
    reportBatchItemFailures: true,
  });
}

function addAlarmTopic(core: CoreStack, { stage, alarmAddress }: StageSettings): Topic {
  const topic = new Topic(core, 'AlarmTopic', {
    topicName: physicalName(stage, alarmTopic),
    masterKey: core.key,
    enforceSSL: true,
  });
  const { region, account } = core.deployment;
  // The alarms of this stage, of every stack of it, and no others: the service acts for whoever names the topic.
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfTheStage',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:${region}:${account}:alarm:${stagePrefix(stage)}*` },
      },
    }),
  );
  if (alarmAddress !== undefined) topic.addSubscription(new EmailSubscription(alarmAddress));
  return topic;
}
