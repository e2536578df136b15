import { expect, test } from '@jest/globals';
import type { Cursor } from '../../core/connector/model.ts';
import type { Continuation } from '../../core/run.ts';
import { nextWatermark } from '../../distributor/watermark.ts';

const cursor: Cursor = { field: 'changed', send: { query: 'since', format: 'iso' }, lookback: '10m' };
const at = '2026-01-01T00:00:00.000Z';
const read = (greatestCursor?: string, erpTime?: string): Continuation => ({
  ...{ batches: 1, records: 1, pages: 1, done: true, startedAt: at, updatedAt: at },
  ...(greatestCursor === undefined ? {} : { greatestCursor }),
  ...(erpTime === undefined ? {} : { erpTime }),
});

test('a stream without a cursor, or that read nothing, keeps its watermark', () => {
  expect(nextWatermark(undefined, read('2026-01-01T10:00:00.000Z'))).toBeUndefined();
  expect(nextWatermark(cursor, read())).toBeUndefined();
});

test('is the greatest cursor less the lookback', () => {
  expect(nextWatermark(cursor, read('2026-01-01T10:00:00.000Z', '2026-01-01T11:00:00.000Z'))).toBe(
    '2026-01-01T09:50:00.000Z',
  );
});

test('is never later than the ERP clock at the start of the run', () => {
  expect(nextWatermark(cursor, read('2026-01-01T10:00:00.000Z', '2026-01-01T09:00:00.000Z'))).toBe(
    '2026-01-01T08:50:00.000Z',
  );
});

test('in a guaranteed order it is the last cursor, but not later than the ERP clock at the last answer', () => {
  const ascending: Cursor = { ...cursor, order: 'ascending', lookback: '0s' };
  const answers = { erpTime: '2026-01-01T09:00:00.000Z', lastErpTime: '2026-01-01T11:00:00.000Z' };
  expect(nextWatermark(ascending, { ...read('2026-01-01T10:00:00.000Z'), ...answers })).toBe(
    '2026-01-01T10:00:00.000Z',
  );
  expect(nextWatermark(ascending, { ...read('2999-01-01T00:00:00.000Z'), ...answers })).toBe(
    '2026-01-01T11:00:00.000Z',
  );
});

test('without a clock of the ERP our own counts', () => {
  expect(nextWatermark(cursor, read('2999-01-01T00:00:00.000Z'))).toBe('2025-12-31T23:50:00.000Z');
});

test('a cursor that is no time stays as it is', () => {
  const text: Cursor = { field: 'version', send: { query: 'after', format: 'text' } };
  expect(nextWatermark(text, read('000123'))).toBe('000123');
});
