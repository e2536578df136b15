import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { notificationTopic, settleQueue } from '../../core/topic-names.ts';
import { physicalName } from '../../platform/aws/names.ts';
import { PointerQueue } from '../constructs/pointer-queue.ts';
import { coreFunctions, monitorQueue } from '../core-functions.ts';
import type { StageSettings } from '../settings.ts';
import type { CoreStack } from '../stacks/core-stack.ts';
import { addAlarms } from './add-alarms.ts';
import { coreAlarms } from './alarms.ts';
import { addDashboard } from './dashboard.ts';

/** The name of the topic that alarms go to. */
export const alarmTopic = 'alarms';

/** Notifications that are turned into numbers. */
const monitored = ['batch', 'run', 'drift'] as const;

/** Adds to the core stack what watches it: the monitor's queue, the topic of alarms, the alarms and the dashboard. */
export function monitorCore(core: CoreStack, settings: StageSettings): void {
  const { stage } = settings;
  addMonitorQueue(core, stage);
  const topic = addAlarmTopic(core, settings);
  const functions = Object.entries(coreFunctions).map(([name, { seconds }]) => ({ name, timeoutSeconds: seconds }));
  const specs = coreAlarms(core.deployment, { queues: [settleQueue, monitorQueue], functions });
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
  topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
  if (alarmAddress !== undefined) topic.addSubscription(new EmailSubscription(alarmAddress));
  return topic;
}
