import { expect, test } from '@jest/globals';
import { flexibleWindow } from '../../../platform/aws/schedule-window.ts';

const now = new Date('2026-01-01T00:00:00Z');

test.each([
  [{ every: '1m' }, 0],
  [{ every: '3m' }, 0],
  [{ every: '4m' }, 1],
  [{ every: '30m' }, 7],
  [{ every: '1h' }, 15],
  [{ every: '7d' }, 15],
  [{ cron: '*/2 * * * *' }, 0],
  [{ cron: '0,20 6 * * *' }, 5],
  [{ cron: '0 6 * * *', timezone: 'Europe/Berlin' }, 15],
  [{ cron: '0 0 30 2 *' }, 0],
])('%j may start up to %i minutes later', (when, minutes) => {
  const window = minutes === 0 ? { Mode: 'OFF' } : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: minutes };
  expect(flexibleWindow(when, now)).toEqual(window);
});
