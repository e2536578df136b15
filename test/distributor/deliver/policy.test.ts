import { describe, expect, test } from '@jest/globals';
import { isGivenUp, messageDelayMs, policyOf, restMs } from '../../../distributor/deliver/policy.ts';

const hour = 3_600_000;
const policy = policyOf({});

describe('when a message comes again', () => {
  test('after anything up to 5 s, 15 s, 45 s, … and eight hours', () => {
    expect([1, 2, 3, 8, 9, 50].map((attempts) => messageDelayMs(attempts, () => 1))).toEqual([
      5_000, 15_000, 45_000, 10_935_000, 28_800_000, 28_800_000,
    ]);
    expect(messageDelayMs(5, () => 0)).toBe(0);
  });

  test('it is given up after about 27 hours: neither sooner by many attempts, nor at once after a long pause', () => {
    const most = Array.from({ length: 40 }, (_, index) => index + 1).find((attempts) =>
      isGivenUp(policy, attempts, 27 * hour),
    );
    expect(most).toBe(16);
    const spent = Array.from({ length: 15 }, (_, index) => messageDelayMs(index + 1, () => 0.5));
    const hours = spent.reduce((sum, ms) => sum + ms, 0) / hour;
    expect(hours).toBeGreaterThan(24);
    expect(hours).toBeLessThan(33);
    expect(isGivenUp(policy, 1_000, 26 * hour)).toBe(false);
    expect(isGivenUp(policy, 3, 72 * hour)).toBe(false);
    expect(isGivenUp(policyOf({ giveUpAfter: '0s' }), 1, 0)).toBe(true);
  });
});

describe('how long an endpoint is left alone', () => {
  const down = { endpointDown: true };
  test('longer with each failure, up to five minutes, half of it by chance', () => {
    expect([1, 2, 7, 100].map((failures) => restMs(failures, down, () => 1))).toEqual([
      5_000, 10_000, 300_000, 300_000,
    ]);
    expect(restMs(1, down, () => 0)).toBe(2_500);
  });

  test('a message that it does not take holds up no other, unless it takes none at all', () => {
    expect(restMs(1, { endpointDown: false }, () => 1)).toBe(0);
    expect(restMs(3, { endpointDown: false }, () => 1)).toBe(20_000);
  });

  test('as long as it asks for, at most eight hours', () => {
    expect(restMs(1, { ...down, askedMs: 7_000 }, () => 1)).toBe(7_000);
    expect(restMs(1, { ...down, askedMs: 100 * hour }, () => 1)).toBe(8 * hour);
  });
});
