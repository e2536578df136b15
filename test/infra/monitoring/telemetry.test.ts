import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { TributaryError } from '../../../core/errors.ts';
import { createTelemetry } from '../../../infra/monitoring/telemetry.ts';

type Line = Readonly<Record<string, unknown>>;
type Emf = { readonly CloudWatchMetrics?: readonly { readonly Dimensions: readonly (readonly string[])[] }[] };

const written: string[] = [];
const lines = (): readonly Line[] =>
  written
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

beforeEach(() => {
  written.length = 0;
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('a line', () => {
  test('carries what it is about, until it is about something else', () => {
    const telemetry = createTelemetry('transform', 'dev');
    telemetry.about({ tenant: 'acme', connection: 'books', run: 7, stream: 'invoices', batch: 'b1' });
    telemetry.info('first', { milliseconds: 3 });
    telemetry.about({ tenant: 'other' });
    telemetry.info('second');
    telemetry.end();
    telemetry.info('third');
    const [first, second, third] = lines();
    expect(first).toMatchObject({
      ...{ level: 'INFO', service: 'transform', stage: 'dev', message: 'first', milliseconds: 3 },
      ...{ tenant: 'acme', connection: 'books', run: 7, stream: 'invoices', batch: 'b1' },
    });
    expect(second).toMatchObject({ message: 'second', tenant: 'other' });
    for (const key of ['run', 'batch', 'connection']) expect(second).not.toHaveProperty(key);
    expect(third).not.toHaveProperty('tenant');
  });

  test('carries the trace of the invocation', () => {
    process.env['_X_AMZN_TRACE_ID'] = 'Root=1-abc-def;Parent=1;Sampled=1';
    try {
      createTelemetry('plan', 'dev').info('traced');
      expect(lines()[0]).toMatchObject({ xray_trace_id: '1-abc-def' });
    } finally {
      delete process.env['_X_AMZN_TRACE_ID'];
    }
  });

  test('says of an error its name, code and message, and never its stack or what caused it', () => {
    const cause = new Error('the ERP sent: top secret');
    const error = new TributaryError('ErpRejected', { code: 'http-404', message: 'No such page.', cause });
    createTelemetry('extract', 'dev').warn('The step failed.', error);
    expect(lines()[0]).toMatchObject({
      ...{ level: 'WARN', message: 'The step failed.' },
      error: { name: 'ErpRejected', code: 'http-404', message: 'No such page.' },
    });
    const text = written.join('');
    for (const never of ['top secret', 'telemetry.test.ts', 'stack', 'cause']) expect(text).not.toContain(never);
  });
});

describe('numbers', () => {
  test('are embedded metrics of the namespace, with service and stage as their only dimensions', () => {
    const telemetry = createTelemetry('sweep', 'prod');
    telemetry.count([
      { metric: 'OldestRunSeconds', value: 90 },
      { metric: 'ConnectionsStale', value: 2 },
      { metric: 'BudgetUsedPercent', value: 40 },
    ]);
    telemetry.end();
    const [document, ...more] = lines();
    expect(more).toEqual([]);
    expect(document).toMatchObject({
      ...{ service: 'tributary', stage: 'prod' },
      ...{ OldestRunSeconds: 90, ConnectionsStale: 2, BudgetUsedPercent: 40 },
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'Tributary',
            Metrics: [
              { Name: 'OldestRunSeconds', Unit: 'Seconds' },
              { Name: 'ConnectionsStale', Unit: 'Count' },
              { Name: 'BudgetUsedPercent', Unit: 'Percent' },
            ],
          },
        ],
      },
    });
    const { CloudWatchMetrics: [directive] = [] } = (document?.['_aws'] ?? {}) as Emf;
    expect([...new Set(directive?.Dimensions.flat())].toSorted()).toEqual(['service', 'stage']);
  });

  test('of different connectors stand in documents of their own, and are written once', () => {
    const telemetry = createTelemetry('monitor', 'dev');
    telemetry.count([{ metric: 'RecordsCreated', value: 3, connector: 'a' }]);
    telemetry.count([
      { metric: 'RecordsCreated', value: 4, connector: 'b' },
      { metric: 'RecordsCreated', value: 5, connector: 'a' },
      { metric: 'DriftBreaking', value: 1 },
    ]);
    expect(lines()).toEqual([]);
    telemetry.end();
    telemetry.end();
    const [a, b, neither, ...more] = lines();
    expect(more).toEqual([]);
    expect(a).toMatchObject({ connector: 'a', RecordsCreated: [3, 5] });
    expect(b).toMatchObject({ connector: 'b', RecordsCreated: 4 });
    expect(neither).toMatchObject({ DriftBreaking: 1 });
    expect(neither).not.toHaveProperty('connector');
  });
});
