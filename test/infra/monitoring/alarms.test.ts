import { describe, expect, test } from '@jest/globals';
import {
  type AlarmSpec,
  alarmKinds,
  alarmName,
  consoleAlarms,
  coreAlarms,
  erpAlarms,
} from '../../../infra/monitoring/alarms.ts';
import { physicalName } from '../../../platform/aws/names.ts';

const place = { stage: 'prod', region: 'eu-north-1', account: '111122223333' };
const core = coreAlarms(place, { queues: ['settle'], functions: [{ name: 'plan', timeoutSeconds: 60 }] });
const erp = erpAlarms(place, 'demo', [{ name: 'extract.demo', timeoutSeconds: 900 }], 'schedule.demo.dead');
const site = consoleAlarms(place, 'api1', [{ name: 'status', timeoutSeconds: 15 }]);
const all = [...core, ...erp, ...site];

const named = (name: string): AlarmSpec | undefined => all.find((spec) => alarmName('prod', spec) === name);

describe('the alarms', () => {
  test('cover every kind, under names of their own', () => {
    expect([...new Set(all.map(({ kind }) => kind))].toSorted()).toEqual([...alarmKinds].toSorted());
    expect(new Set(all.map((spec) => alarmName('prod', spec))).size).toBe(all.length);
  });

  test('say one sentence each', () => {
    for (const { says } of all) expect(says).toMatch(/^[A-Z].{10,}\.$/);
  });

  test('watch each queue and its dead letters, under the names they have in SQS', () => {
    expect(named('tributary-prod-queue-waits-transform_demo')?.dimensions).toEqual({
      QueueName: 'tributary-prod-transform_demo',
    });
    for (const queue of ['transform_demo_dead', 'schedule_demo_dead', 'settle_dead'])
      expect(named(`tributary-prod-dead-letters-${queue}`)).toMatchObject({
        dimensions: { QueueName: `tributary-prod-${queue}` },
        metric: 'ApproximateNumberOfMessagesVisible',
        above: 0,
      });
  });

  test('ring at nine tenths of a time limit, in milliseconds', () => {
    expect(named('tributary-prod-function-near-timeout-extract_demo')).toMatchObject({
      dimensions: { FunctionName: 'tributary-prod-extract_demo' },
      above: 810_000,
    });
  });

  test('ring for each bad end of an execution', () => {
    const ends = erp.filter(({ kind }) => kind === 'executions-failed');
    expect(ends.map(({ metric }) => metric)).toEqual(['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted']);
    for (const { dimensions } of ends)
      expect(dimensions).toEqual({
        StateMachineArn: 'arn:aws:states:eu-north-1:111122223333:stateMachine:tributary-prod-sync_demo',
      });
  });

  test('only the silent sweep rings when nothing comes', () => {
    expect(all.filter(({ silenceRings }) => silenceRings).map(({ kind }) => kind)).toEqual(['sweep-silent']);
  });
});

test('the longest connector that has functions has alarms too', () => {
  const connector = 'c'.repeat(64 - physicalName('a'.repeat(16), 'transform.').length);
  const specs = erpAlarms(
    place,
    connector,
    [{ name: `transform.${connector}`, timeoutSeconds: 30 }],
    `schedule.${connector}.dead`,
  );
  for (const spec of specs) expect(alarmName('a'.repeat(16), spec).length).toBeLessThanOrEqual(255);
});
