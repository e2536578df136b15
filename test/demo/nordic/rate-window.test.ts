import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRateWindow, greatestInWindow } from '../../../demo/nordic/rate-window.ts';
import { startNordicSimulator } from '../../../demo/nordic/simulator.ts';
import { control, get, tokenOf } from './client.ts';

describe('a sliding window', () => {
  test('lets in as many as it says in any stretch of time, and no fewer', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(gaps, (steps) => {
        let now = 0;
        const window = createRateWindow({ limit: 25, windowSeconds: 5 }, () => now);
        const allowed: number[] = [];
        for (const step of steps) {
          now += step;
          const within = allowed.filter((time) => now - time < 5_000).length;
          const wait = window.arrive();
          expect(wait === undefined).toBe(within < 25);
          if (wait === undefined) allowed.push(now);
          else expect(wait).toBeGreaterThanOrEqual(1);
        }
        const report = window.report();
        expect(report.greatestAllowed).toBe(greatestInWindow(allowed, 5_000));
        expect(report.greatestAllowed).toBeLessThanOrEqual(25);
        expect(report.requests - report.refused).toBe(allowed.length);
      }),
    );
  });

  test('after Retry-After the next request is let in', () => {
    let now = 0;
    const window = createRateWindow({ limit: 2, windowSeconds: 5 }, () => now);
    window.arrive();
    now = 1_400;
    window.arrive();
    const wait = window.arrive() ?? 0;
    expect(wait).toBe(4);
    now += wait * 1_000;
    expect(window.arrive()).toBeUndefined();
  });

  test('counts a request exactly one window later as another window', () => {
    expect(greatestInWindow([0, 4_999.9], 5_000)).toBe(2);
    expect(greatestInWindow([0, 5_000], 5_000)).toBe(1);
    expect(greatestInWindow([], 5_000)).toBe(0);
  });
});

test('over HTTP: the limit is one for all companies, and what was seen can be asked', async () => {
  let elapsed = 0;
  const simulator = await startNordicSimulator({ rows: 40, elapsedMs: () => elapsed });
  const tokens = [await tokenOf(simulator, 1), await tokenOf(simulator, 2)];
  const answers: Response[] = [];
  for (let index = 0; index < 27; index += 1)
    answers.push(await get(simulator, 'orders?pageSize=1', tokens[index % 2] ?? ''));
  expect(answers.map(({ status }) => status)).toEqual([...Array<number>(25).fill(200), 429, 429]);
  expect(answers.at(-1)?.headers.get('retry-after')).toBe('5');
  elapsed = 5_000;
  expect((await get(simulator, 'orders?pageSize=1', tokens[0] ?? '')).status).toBe(200);
  const report = await (await control(simulator, 'GET', 'requests/window')).json();
  expect(report).toMatchObject({
    limit: 25,
    windowSeconds: 5,
    greatest: 27,
    greatestAllowed: 25,
    requests: 28,
    refused: 2,
  });
  await control(simulator, 'DELETE', 'requests');
  expect(simulator.window()).toMatchObject({ requests: 0, refused: 0, greatest: 0, greatestAllowed: 0 });
  await simulator.stop();
});
