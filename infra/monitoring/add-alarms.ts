import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { topicArn } from '../../platform/aws/names.ts';
import { type AlarmSpec, alarmName, type Place } from './alarms.ts';

/** The name of the topic that alarms of all stacks go to. */
export const alarmTopic = 'alarms';

/** That topic as a stack sees it that did not make it. */
export function importAlarmTopic(scope: Construct, place: Place): ITopic {
  return Topic.fromTopicArn(scope, 'AlarmTopic', topicArn(place, alarmTopic));
}

/** Makes the alarms; whoever is to be woken subscribes to the topic. */
export function addAlarms(
  scope: Construct,
  stage: string,
  specs: readonly AlarmSpec[],
  topic: ITopic,
): readonly Alarm[] {
  return specs.map((spec) => {
    const alarm = new Alarm(scope, `Alarm-${spec.kind}-${spec.about ?? ''}`, {
      alarmName: alarmName(stage, spec),
      alarmDescription: `${spec.says} What to do: docs/operate.md#${spec.kind}`,
      metric: metricOf(spec),
      threshold: spec.above,
      comparisonOperator: spec.silenceRings
        ? ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD
        : ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: spec.silenceRings ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    return alarm;
  });
}

function metricOf({ namespace, metric, dimensions, statistic, minutes }: AlarmSpec): Metric {
  return new Metric({
    namespace,
    metricName: metric,
    dimensionsMap: { ...dimensions },
    statistic,
    period: Duration.minutes(minutes),
  });
}
