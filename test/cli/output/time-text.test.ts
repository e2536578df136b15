import { expect, test } from '@jest/globals';
import { clockText, momentText, relativeText, spanText } from '../../../cli/output/time-text.ts';

test.each([
  [40, '0.0 s'],
  [9_940, '9.9 s'],
  [9_960, '10 s'],
  [89_000, '89 s'],
  [180_000, '3 min'],
  [7_500_000, '2 h 5 min'],
  [7_200_000, '2 h'],
  [273_600_000, '3 d 4 h'],
])('%d ms is %s', (ms, text) => {
  expect(spanText(ms)).toBe(text);
});

test.each([
  [0, 'now'],
  [-42_000, '42 s ago'],
  [59_600, 'in 60 s'],
  [-7_200_000, '2 h ago'],
])('%d ms from now is %s', (ms, text) => {
  const now = new Date('2026-01-01T00:00:00Z');
  expect(relativeText(new Date(now.getTime() + ms).toISOString(), now)).toBe(text);
});

test('moments are in local time', () => {
  const local = new Date(2026, 0, 5, 7, 8, 9);
  expect(clockText(local)).toBe('07:08:09');
  expect(momentText(local.toISOString())).toBe('2026-01-05 07:08:09');
});
