import { describe, expect, test } from '@jest/globals';
import { scheduleExpression } from '../../../platform/aws/schedule-expression.ts';

describe('scheduleExpression', () => {
  test.each([
    ['1m', 'rate(1 minute)'],
    ['60s', 'rate(1 minute)'],
    ['90m', 'rate(90 minutes)'],
    ['60m', 'rate(1 hour)'],
    ['2h', 'rate(2 hours)'],
    ['36h', 'rate(36 hours)'],
    ['24h', 'rate(1 day)'],
    ['7d', 'rate(7 days)'],
  ])('every %s is %s', (every, expression) => {
    expect(scheduleExpression({ every })).toEqual({ expression });
  });

  test.each(['1s', '30s', '90s'])('refuses every %s: AWS schedules whole minutes', (every) => {
    expect(() => scheduleExpression({ every })).toThrow(/AWS schedules whole minutes/);
  });

  test('cron keeps its time zone, and is in UTC without one', () => {
    const timezone = 'Europe/Berlin';
    expect(scheduleExpression({ cron: '0 6 * * *', timezone })).toEqual({ expression: 'cron(0 6 * * ? *)', timezone });
    expect(scheduleExpression({ cron: '0 6 * * *' })).toEqual({ expression: 'cron(0 6 * * ? *)', timezone: 'UTC' });
  });

  test('the longest expression is one that AWS takes; what is longer is shortened', () => {
    const twoOfThree = (from: number, to: number): string =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index)
        .filter((value) => value % 3 !== 2)
        .join();
    const cron = `${twoOfThree(0, 59)} ${twoOfThree(0, 23)} ${twoOfThree(1, 31)} ${twoOfThree(1, 12)} *`;
    expect(scheduleExpression({ cron }).expression.length).toBeLessThanOrEqual(256);
    const often = Array.from({ length: 60 }, () => '0,2,3,5').join();
    expect(scheduleExpression({ cron: `${often} * * * *` }).expression).toBe('cron(0,2-3,5 * * * ? *)');
  });
});
