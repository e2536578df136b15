import { expect, test } from '@jest/globals';
import { backoffMs, retryAfterMs } from '../../../sdk/src/backoff.ts';

test('doubles from the first to the most, by chance in the upper half', () => {
  const backoff = { firstMs: 100, mostMs: 1_000 };
  expect([1, 2, 3, 4, 5, 4_000].map((failures) => backoffMs(failures, backoff, () => 1))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
  expect(backoffMs(2, backoff, () => 0)).toBe(100);
});

test('reads Retry-After as seconds and as a date, and at most an hour', () => {
  const now = Date.parse('2026-07-01T10:00:00Z');
  expect(retryAfterMs('1.5', now)).toBe(1_500);
  expect(retryAfterMs('Wed, 01 Jul 2026 10:00:07 GMT', now)).toBe(7_000);
  expect(retryAfterMs('Wed, 01 Jul 2026 09:00:00 GMT', now)).toBe(0);
  expect(retryAfterMs('86400', now)).toBe(3_600_000);
  expect([null, '', 'soon'].map((value) => retryAfterMs(value, now))).toEqual([undefined, undefined, undefined]);
});
