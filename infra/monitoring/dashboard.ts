import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  Metric,
  PeriodOverride,
  SearchExpression,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { outcomeNames } from '../../core/outcome.ts';
import { physicalName } from '../../platform/aws/names.ts';
import { metricName, metricNamespace, metricService } from './measures.ts';

const minutes = Duration.minutes(5);

/**
 * One page per stage, from left to right as data moves. What varies with the number of ERPs is found by a search over
 * names, so that the core stack need not know which ERPs there are.
 */
export function addDashboard(scope: Construct, stage: string, alarms: readonly Alarm[]): Dashboard {
  const dashboard = new Dashboard(scope, 'Dashboard', {
    dashboardName: physicalName(stage, 'overview'),
    periodOverride: PeriodOverride.AUTO,
    defaultInterval: Duration.hours(12),
  });
  dashboard.addWidgets(new TextWidget({ markdown: heading(stage), width: 24, height: 2 }));
  dashboard.addWidgets(
    new AlarmStatusWidget({ title: 'Alarms of the core', alarms: [...alarms], width: 24, height: 4 }),
  );
  dashboard.addWidgets(
    graph(
      'Runs',
      ['succeeded', 'partial', 'failed', 'interrupted'].map((status) => own(stage, metricName('runs', status))),
    ),
    graph(
      'Records by outcome',
      outcomeNames.map((name) => own(stage, metricName('records', name))),
    ),
    graph('Data under way: oldest run and stale connections', [
      own(stage, 'OldestRunSeconds', 'Maximum'),
      own(stage, 'ConnectionsStale', 'Maximum'),
    ]),
  );
  dashboard.addWidgets(
    graph('Requests to ERPs and waiting for them', [
      own(stage, 'ErpRequests'),
      own(stage, 'ErpWaits'),
      own(stage, 'BudgetUsedPercent', 'Maximum'),
    ]),
    graph('Oldest message per queue, seconds', [
      search(stage, 'AWS/SQS', 'QueueName', 'ApproximateAgeOfOldestMessage', 'Maximum'),
    ]),
    graph('Dead letters', [
      search(stage, 'AWS/SQS', 'QueueName', 'ApproximateNumberOfMessagesVisible', 'Maximum', 'dead'),
    ]),
  );
  dashboard.addWidgets(
    graph('Errors per function', [search(stage, 'AWS/Lambda', 'FunctionName', 'Errors', 'Sum')]),
    graph('Duration per function, ms', [search(stage, 'AWS/Lambda', 'FunctionName', 'Duration', 'Maximum')]),
    graph('Drift and quarantine', [
      ...['additive', 'risky', 'breaking'].map((kind) => own(stage, metricName('drift', kind))),
      own(stage, metricName('records', 'quarantined')),
    ]),
  );
  return dashboard;
}

function heading(stage: string): string {
  return `# Tributary, stage ${stage}\nWhat each alarm means and how to mend it: docs/operate.md. From a shell: \`npx tributary status --stage ${stage}\`.`;
}

function graph(title: string, left: readonly IMetric[]): GraphWidget {
  return new GraphWidget({ title, left: [...left], width: 8, height: 6, period: minutes, liveData: false });
}

function own(stage: string, metric: string, statistic = 'Sum'): Metric {
  const dimensionsMap = { service: metricService, stage };
  return new Metric({
    namespace: metricNamespace,
    metricName: metric,
    dimensionsMap,
    statistic,
    period: minutes,
    label: metric,
  });
}

/** Of the resources whose names hold all these words; in quotes, CloudWatch would take them for the whole name. */
function search(
  stage: string,
  namespace: string,
  dimension: string,
  metric: string,
  statistic: string,
  also = '',
): SearchExpression {
  const words = ['tributary', ...stage.split('-'), also].filter((word) => word !== '');
  const terms = [`{${namespace},${dimension}}`, `MetricName="${metric}"`, ...words];
  return new SearchExpression({
    expression: `SEARCH('${terms.join(' ')}', '${statistic}', 300)`,
    label: '',
    period: minutes,
  });
}
