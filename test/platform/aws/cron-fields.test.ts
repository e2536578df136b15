import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cronFields } from '../../../platform/aws/cron-fields.ts';
import { nextDue } from '../../../platform/next-due.ts';
import { nextOnAws } from '../../support/aws-cron.ts';

describe('cronFields', () => {
  test.each([
    ['* * * * *', '* * * * ? *'],
    ['*/5 * * * *', '0/5 * * * ? *'],
    ['*/7 * * * *', '0/7 * * * ? *'],
    ['0 6 * * 1-5', '0 6 ? * MON-FRI *'],
    ['30 6,18 * * mon,WED', '30 6,18 ? * MON,WED *'],
    ['0 0 1 * *', '0 0 1 * ? *'],
    ['0 0 1,15 jan-mar *', '0 0 1,15 JAN-MAR ? *'],
    ['0 0 * */3 *', '0 0 * 1/3 ? *'],
    ['0 0 * * 0', '0 0 ? * SUN *'],
    ['0 0 * * 7', '0 0 ? * SUN *'],
    ['0 0 * * 5-7', '0 0 ? * SUN,FRI-SAT *'],
    ['0 0 * * fri-sun', '0 0 ? * SUN,FRI-SAT *'],
    ['0 0 * * */2', '0 0 ? * SUN,TUE,THU,SAT *'],
    ['0 0 * * 0-6', '0 0 * * ? *'],
    ['0 0 ? * ?', '0 0 * * ? *'],
    ['10-20/5 9-17 * * *', '10,15,20 9-17 * * ? *'],
    ['0 0 L * *', '0 0 L * ? *'],
    ['0 0 * * 1#2', '0 0 ? * 2#2 *'],
    ['0 0 * * fri#1', '0 0 ? * 6#1 *'],
    ['0 0 * * 5L', '0 0 ? * 6L *'],
    ['0 0 1 * */1', '0 0 * * ? *'],
    ['0 0 */1 * 1', '0 0 * * ? *'],
    ['  05 06 * * *  ', '5 6 * * ? *'],
  ])('%s is %s', (cron, fields) => {
    nextDue({ cron }, new Date()); // it is a schedule
    expect(cronFields(cron)).toBe(fields);
  });

  test.each([
    ['0 0 1 * 1', /"these days of the month or these weekdays"/],
    ['0 0 1-7 * mon', /cannot be a schedule on AWS/],
    ['0 0 15W * *', /no words for "15W"/],
    ['0 0 LW * *', /no words for "LW"/],
    ['0 0 L,15 * *', /no words for "L"/],
    ['0 0 * * 1#1,3#1', /no words for "1#1"/],
    ['0 0 * * +1', /no words for "\+1"/],
    ['@daily', /write the five fields/],
  ])('refuses %s, which other platforms know', (cron, message) => {
    nextDue({ cron }, new Date());
    expect(() => cronFields(cron)).toThrow(message);
  });

  const field = (min: number, max: number): fc.Arbitrary<string> => {
    const value = fc.integer({ min, max });
    const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
    const step = fc.integer({ min: 1, max: max - min + 1 });
    const part = fc.oneof(
      value.map(String),
      range,
      fc.tuple(range, step).map(([text, by]) => `${text}/${by}`),
      step.map((by) => `*/${by}`),
    );
    return fc.oneof(
      fc.constant('*'),
      fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join()),
    );
  };
  const star = fc.constant('*');
  const days = fc.oneof(
    fc.tuple(field(1, 28), star),
    fc.tuple(star, field(0, 7).filter(isWithinWeek)),
    fc.tuple(star, star),
  );

  test('means the same moments on AWS', () => {
    fc.assert(
      fc.property(field(0, 59), field(0, 23), days, field(1, 12), fc.integer({ min: 0, max: 366 }), (...drawn) => {
        const [minute, hour, [dayOfMonth, dayOfWeek], month, day] = drawn;
        const cron = `${minute} ${hour} ${dayOfMonth} ${month} ${dayOfWeek}`;
        let after = new Date(Date.UTC(2027, 0, 1 + day, 13, 37));
        for (let looked = 0; looked < 3; looked += 1) {
          const due = nextDue({ cron }, after);
          expect(nextOnAws(cronFields(cron), after)).toEqual(due);
          if (!due) return;
          after = due;
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Croner takes no step over more days than a week has. */
function isWithinWeek(text: string): boolean {
  return !text.includes('/8');
}
