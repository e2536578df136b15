import { expect, test } from '@jest/globals';
import { compileRecordValidator } from '../../../core/validate.ts';
import { defaultPolicies, driftOfCode, driftOfViolation, policyFor } from '../../../transformer/drift/classify.ts';

const validate = compileRecordValidator({
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string' },
    status: { enum: ['open', 'closed'] },
    date: { type: 'string', format: 'date' },
    lines: { type: 'array', items: { type: 'object', required: ['no'], properties: { no: { type: 'integer' } } } },
  },
});

test.each([
  [{}, { kind: 'field-missing', class: 'breaking', path: 'id' }],
  [{ id: 7 }, { kind: 'type-changed', class: 'breaking', path: 'id' }],
  [{ id: null }, { kind: 'type-changed', class: 'breaking', path: 'id' }],
  [
    { id: 'a', status: 'parked' },
    { kind: 'value-added', class: 'risky', path: 'status' },
  ],
  [
    { id: 'a', date: '21.11.2026' },
    { kind: 'format-changed', class: 'risky', path: 'date' },
  ],
  [
    { id: 'a', lines: [{ no: 1 }, {}] },
    { kind: 'field-missing', class: 'breaking', path: 'lines.no' },
  ],
])('%j', (record, drift) => {
  const violation = validate(record);
  expect(violation && driftOfViolation(violation)).toEqual(drift);
});

test('an unknown code is told with its value, unless that is no code at all', () => {
  const at = { path: 'Unit', target: 'item.unit' };
  const drift = { kind: 'unknown-code', class: 'risky', path: 'Unit', affects: ['item.unit'] };
  expect(driftOfCode({ code: 'PCE', ...at })).toEqual({ ...drift, value: 'PCE' });
  expect(driftOfCode({ code: 'x'.repeat(41), ...at })).toEqual(drift);
});

test('an unknown code never stops a record or a stream', () => {
  const drift = driftOfCode({ code: 'PCE', path: 'Unit', target: 'item.unit' });
  expect(policyFor(drift, { ...defaultPolicies, risky: 'halt' })).toBe('notify');
  expect(policyFor(drift, { ...defaultPolicies, risky: 'ignore' })).toBe('ignore');
  expect(policyFor({ ...drift, kind: 'value-added' }, { ...defaultPolicies, risky: 'halt' })).toBe('halt');
});
