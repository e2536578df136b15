import { describe, expect, test } from '@jest/globals';
import { parseDuration } from '../../core/duration.ts';

describe('parseDuration', () => {
  test.each([
    ['0s', 0],
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
  ])('%s is %d ms', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  test.each(['', '5', 'm', '5 m', '-5m', '1.5h', '5M', '5min', '9999999999s', '5m '])('refuses "%s"', (text) => {
    expect(() => parseDuration(text)).toThrow(
      expect.objectContaining({ name: 'InvalidInput', code: 'duration-unreadable' }),
    );
  });
});
