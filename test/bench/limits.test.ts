import { expect, test } from '@jest/globals';
import { isKept, limitLine, median, percentile } from '../../bench/limits.ts';

test('the median and what lies below', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, Number.NaN]);
  expect([percentile([1, 2, 3, 4], 0.5), percentile([1, 2, 3, 4], 0.95), percentile([7], 0)]).toEqual([2, 4, 7]);
});

test('a limit is kept up to its bound, and never by what is no number', () => {
  expect(isKept({ name: 'a', value: 2, atLeast: 2 })).toBe(true);
  expect(isKept({ name: 'a', value: 2.1, atMost: 2 })).toBe(false);
  expect(isKept({ name: 'a', value: Number.NaN, atMost: 2 })).toBe(false);
  expect(limitLine({ name: 'memory, MB', value: 221.26, atMost: 220 })).toBe(
    'memory, MB: 221.3, at most 220: NOT KEPT',
  );
  expect(limitLine({ name: 'rate', value: 3 })).toBe('rate: 3');
});
