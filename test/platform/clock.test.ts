import { describe, expect, test } from '@jest/globals';
import { randomIds, systemClock } from '../../platform/clock.ts';

describe('the system clock', () => {
  test('tells the time of the machine', () => {
    const before = Date.now();
    const now = systemClock.now().getTime();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  test.each([0, -5])('a sleep of %i ms ends', async (ms) => {
    await systemClock.sleep(ms);
  });

  test.each([60_000, 100 * 86_400_000])(
    'a sleep of %i ms goes on until its signal aborts, with the reason',
    async (ms) => {
      const stop = new AbortController();
      let ended = false;
      const sleep = systemClock.sleep(ms, stop.signal).finally(() => {
        ended = true;
      });
      await systemClock.sleep(2);
      expect(ended).toBe(false);
      const reason = new Error('stopped');
      stop.abort(reason);
      await expect(sleep).rejects.toBe(reason);
      await expect(systemClock.sleep(ms, stop.signal)).rejects.toBe(reason);
    },
  );
});

test('random ids differ', () => {
  expect(new Set(Array.from({ length: 1_000 }, () => randomIds.next())).size).toBe(1_000);
});
