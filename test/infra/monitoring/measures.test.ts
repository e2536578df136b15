import { expect, test } from '@jest/globals';
import { measuresOf } from '../../../infra/monitoring/measures.ts';

const notification = (kind: string, data: object): string =>
  JSON.stringify({ specversion: '1.0', type: `tributary.notification.${kind}`, data });

test('a receipt gives records by outcome, without the zeros', () => {
  const receipt = { tenant: 't', connector: 'demo', stream: 's', outcomes: { created: 3, updated: 0, quarantined: 1 } };
  expect(measuresOf(JSON.stringify(receipt))).toEqual([
    { metric: 'RecordsCreated', value: 3, connector: 'demo' },
    { metric: 'RecordsQuarantined', value: 1, connector: 'demo' },
  ]);
});

test('a run gives its status, how long its slowest stream took, and how many streams did not settle', () => {
  const streams = [
    { stream: 'a', ok: true, seconds: 4 },
    { stream: 'b', ok: false, seconds: 9, error: { name: 'NotSettled', message: '' } },
    { stream: 'c', ok: false, seconds: 1, error: { name: 'ErpRejected', message: '' } },
  ];
  expect(measuresOf(notification('run', { connector: 'demo', status: 'partial', streams }))).toEqual([
    { metric: 'RunsPartial', value: 1, connector: 'demo' },
    { metric: 'StreamsUnsettled', value: 1, connector: 'demo' },
    { metric: 'RunSeconds', value: 9, connector: 'demo' },
  ]);
  expect(measuresOf(notification('run', { connector: 'demo', status: 'failed', streams: [] }))).toEqual([
    { metric: 'RunsFailed', value: 1, connector: 'demo' },
  ]);
});

test('drift gives its class; what is not known gives nothing', () => {
  expect(measuresOf(notification('drift', { class: 'breaking' }))).toEqual([{ metric: 'DriftBreaking', value: 1 }]);
  expect(measuresOf(notification('quarantine', { records: 2 }))).toEqual([]);
  expect(measuresOf('{}')).toEqual([]);
});
