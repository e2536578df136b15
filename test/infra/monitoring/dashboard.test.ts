import { describe, expect, test } from '@jest/globals';
import { outcomeNames } from '../../../core/outcome.ts';
import { alarmKinds, coreAlarms } from '../../../infra/monitoring/alarms.ts';
import { measuresOf } from '../../../infra/monitoring/measures.ts';
import notification from '../../../schemas/events/notification.run.schema.json' with { type: 'json' };
import { resourcesOf, type StackTemplate, synthesise } from '../../support/synthesise.ts';

const core = synthesise()['TributaryCore-dev'] as StackTemplate;
const [[, dashboard] = []] = resourcesOf(core, 'AWS::CloudWatch::Dashboard');
const body = JSON.stringify(dashboard?.Properties['DashboardBody']).replaceAll('\\"', '"').replaceAll('\\\\"', '"');
const shown = [...body.matchAll(/"Tributary","(\w+)"/g)].map(([, name = '']) => name);

const said = (kind: string, data: object): readonly string[] =>
  measuresOf(JSON.stringify({ type: `tributary.notification.${kind}`, data })).map(({ metric }) => metric);

/** All that any function counts. */
const emitted = new Set([
  ...notification.properties.status.enum.flatMap((status) =>
    said('run', { connector: 'c', status, streams: [{ seconds: 1, error: { name: 'NotSettled' } }] }),
  ),
  ...['additive', 'risky', 'breaking'].flatMap((name) => said('drift', { class: name })),
  ...outcomeNames.flatMap((name) =>
    measuresOf(JSON.stringify({ connector: 'c', outcomes: { [name]: 1 } })).map(({ metric }) => metric),
  ),
  // infra/monitoring/gauges.ts and measured-budget.ts, whose tests name them too.
  ...['OldestRunSeconds', 'ConnectionsStale', 'ErpRequests', 'ErpWaits', 'BudgetUsedPercent'],
  ...['SubscriptionsPaused', 'ConsumerDeadLetters'],
]);

describe('the dashboard', () => {
  test('shows numbers that are counted', () => {
    expect(shown.length).toBeGreaterThan(15);
    expect(shown.filter((name) => !emitted.has(name))).toEqual([]);
  });

  test('finds queues and functions by words of their names, which CloudWatch takes apart', () => {
    const searches = body.match(/SEARCH\('[^']+'/g) ?? [];
    expect(searches).toHaveLength(4);
    for (const search of searches) expect(search).toMatch(/ tributary dev( dead)?'$/);
  });

  test('needs not know which ERPs there are', () => {
    expect(body).not.toContain('demo-odata');
  });
});

test('alarms on numbers of our own are on numbers that are counted', () => {
  const place = { stage: 'dev', region: 'r', account: 'a' };
  const own = coreAlarms(place, { queues: [], functions: [] }).filter(({ namespace }) => namespace === 'Tributary');
  expect(own.length).toBeGreaterThan(5);
  expect(own.filter(({ metric }) => !emitted.has(metric))).toEqual([]);
  expect(own.every(({ kind }) => alarmKinds.includes(kind))).toBe(true);
});
