import { expect, test } from '@jest/globals';
import { timelineOf } from '../../../cli/output/run-timeline.ts';
import type { ExecutionEvent } from '../../../platform/ports.ts';

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();
const event = (seconds: number, type: string, state: string, detail?: object): ExecutionEvent => ({
  at: at(seconds),
  type,
  state,
  ...(detail ? { detail } : {}),
});
const error = { name: 'ErpUnavailable', message: 'down' };

test('visits of a state are summed per stream, with retries and the last error', () => {
  const history = [
    event(0, 'StateEntered', 'Plan', { input: {} }),
    event(1, 'StateExited', 'Plan'),
    event(1, 'StateEntered', 'Streams'),
    event(1, 'MapIterationStarted', 'Streams', { index: 0 }),
    event(1, 'StateEntered', 'Extract', { index: 0, input: { stream: 'a' } }),
    event(1, 'StateEntered', 'Extract', { index: 1, input: { stream: 'b' } }),
    event(2, 'StateFailed', 'Extract', { index: 0, error }),
    event(4, 'StateRetried', 'Extract', { index: 0, attempt: 1 }),
    event(5, 'StateExited', 'Extract', { index: 0 }),
    event(5, 'StateEntered', 'Extract', { index: 0, input: { stream: 'a' } }),
    event(6, 'StateExited', 'Extract', { index: 0 }),
  ];
  const byName = timelineOf(history, new Date(at(9))).map(({ state, stream, ...rest }) => [`${state} ${stream}`, rest]);
  expect(Object.fromEntries(byName)).toEqual({
    'Plan undefined': { visits: 1, seconds: 1, retries: 0, open: false },
    'Streams undefined': { visits: 1, seconds: 8, retries: 0, open: true },
    'Extract a': { visits: 2, seconds: 5, retries: 1, error, open: false },
    'Extract b': { visits: 1, seconds: 8, retries: 0, open: true },
  });
});

test('a wait says how long and why', () => {
  const extracted = { outcome: 'wait', waitSeconds: 30, reason: 'The ERP answered 429.' };
  const history = [
    event(0, 'StateEntered', 'Extract', { index: 0, input: { stream: 'a' } }),
    event(1, 'StateExited', 'Extract', { index: 0 }),
    event(1, 'StateEntered', 'WaitForErp', { index: 0, input: { stream: 'a', extracted } }),
  ];
  expect(timelineOf(history, new Date(at(5)))[1]).toMatchObject({
    state: 'WaitForErp',
    stream: 'a',
    wait: { seconds: 30, reason: 'The ERP answered 429.' },
    open: true,
  });
});

test('a state that was caught ends where the next begins', () => {
  const history = [
    event(0, 'StateEntered', 'Plan'),
    event(2, 'StateFailed', 'Plan', { error }),
    event(2, 'StateCaught', 'Plan'),
    event(2, 'StateEntered', 'FailRun'),
  ];
  const [plan] = timelineOf(history, new Date(at(5)));
  expect(plan).toEqual({ state: 'Plan', visits: 1, seconds: 2, retries: 0, error, open: false });
});
