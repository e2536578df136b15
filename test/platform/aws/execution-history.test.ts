import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, test } from '@jest/globals';
import { timelineOf } from '../../../cli/output/run-timeline.ts';
import { eventsOf } from '../../../platform/aws/execution-history.ts';
import type { ExecutionEvent } from '../../../platform/ports.ts';

type Told = Omit<HistoryEvent, 'timestamp'> & { readonly timestamp: string };

/** An answer of GetExecutionHistory as the AWS command line prints it. */
function history(name: string): readonly HistoryEvent[] {
  const text = readFileSync(join(import.meta.dirname, 'fixtures', `${name}.history.json`), 'utf8');
  const { events } = JSON.parse(text) as { readonly events: readonly Told[] };
  return events.map((event) => ({
    ...event,
    timestamp: new Date(event.timestamp),
  }));
}

/** `Extract[1] entered`: state, iteration and what happened. */
function line({ type, state = '', detail }: ExecutionEvent): string {
  const { index } = (detail ?? {}) as { readonly index?: number };
  return `${type} ${state}${index === undefined ? '' : `[${index}]`}`.trim();
}

const linesOf = (events: readonly ExecutionEvent[], index: number | undefined): readonly string[] =>
  events.filter(({ detail }) => (detail as { readonly index?: number } | undefined)?.index === index).map(line);

describe('a partial run', () => {
  const events = eventsOf(history('partial-run'));

  test('the execution itself, in the words of the embedded journal', () => {
    expect(linesOf(events, undefined)).toEqual([
      'ExecutionStarted',
      'StateEntered Plan',
      'StateExited Plan',
      'StateEntered Planned',
      'StateExited Planned',
      'StateEntered Streams',
      'StateExited Streams',
      'StateEntered Settle',
      'StateExited Settle',
      'StateEntered Commit',
      'StateExited Commit',
      'ExecutionSucceeded',
    ]);
  });

  test('each iteration of the Map, though they are interleaved', () => {
    expect(linesOf(events, 0)).toEqual([
      'MapIterationStarted Streams[0]',
      'StateEntered Extract[0]',
      'StateFailed Extract[0]',
      'StateRetried Extract[0]',
      'StateFailed Extract[0]',
      'StateRetried Extract[0]',
      'StateExited Extract[0]',
      'StateEntered More[0]',
      'StateExited More[0]',
      'StateEntered StreamRead[0]',
      'StateExited StreamRead[0]',
      'MapIterationSucceeded Streams[0]',
    ]);
    expect(linesOf(events, 2)).toEqual([
      'MapIterationStarted Streams[2]',
      'StateEntered Extract[2]',
      'StateFailed Extract[2]',
      'StateExited Extract[2]',
      'StateEntered StreamFailed[2]',
      'StateExited StreamFailed[2]',
      'MapIterationSucceeded Streams[2]',
    ]);
  });

  test('with input, output, error and attempt', () => {
    const request = { connection: 'main', trigger: 'schedule' };
    expect(events[0]).toMatchObject({
      at: '2026-03-02T06:00:00.000Z',
      detail: { input: request },
    });
    const of = (type: string, index: number): readonly unknown[] =>
      events.filter((event) => event.type === type && line(event).endsWith(`[${index}]`)).map(({ detail }) => detail);
    expect(of('StateFailed', 0)).toEqual([
      {
        index: 0,
        error: {
          name: 'ErpUnavailable',
          code: 'status-503',
          message: 'The ERP answered 503.',
        },
      },
      {
        index: 0,
        error: {
          name: 'ErpUnavailable',
          code: 'status-502',
          message: 'The ERP answered 502.',
        },
      },
    ]);
    expect(of('StateRetried', 0)).toEqual([
      { index: 0, attempt: 1 },
      { index: 0, attempt: 2 },
    ]);
    expect(of('StateEntered', 2)[0]).toEqual({
      index: 2,
      input: expect.objectContaining({ stream: 'partners' }),
    });
    expect(events.at(-1)?.detail).toEqual({
      output: { status: 'partial', streams: [] },
    });
  });

  test('makes a timeline as the command line shows it', () => {
    const times = timelineOf(events, new Date('2026-03-02T06:10:00Z'));
    expect(
      times.map(({ state, stream, visits, retries, error, wait, open }) =>
        [state, stream ?? '-', visits, retries, error?.message ?? '-', wait?.reason ?? '-', open].join(' | '),
      ),
    ).toMatchInlineSnapshot(`
      [
        "Plan | - | 1 | 0 | - | - | false",
        "Planned | - | 1 | 0 | - | - | false",
        "Streams | - | 1 | 0 | - | - | false",
        "Extract | orders | 1 | 2 | The ERP answered 502. | - | false",
        "Extract | items | 2 | 0 | - | - | false",
        "More | items | 2 | 0 | - | - | false",
        "WaitForErp | items | 1 | 0 | - | 429 with Retry-After | false",
        "More | orders | 1 | 0 | - | - | false",
        "StreamRead | orders | 1 | 0 | - | - | false",
        "Extract | partners | 1 | 0 | The ERP answered 400 to partners. | - | false",
        "StreamFailed | partners | 1 | 0 | - | - | false",
        "StreamRead | items | 1 | 0 | - | - | false",
        "Settle | - | 1 | 0 | - | - | false",
        "Commit | - | 1 | 0 | - | - | false",
      ]
    `);
  });
});

describe('other ends', () => {
  test('a task that took too long, and the failure of the execution', () => {
    const events = eventsOf(history('failed-run'));
    expect(events.map(line)).toEqual([
      'ExecutionStarted',
      'StateEntered Plan',
      'StateFailed Plan',
      'StateExited Plan',
      'StateEntered FailRun',
      'StateExited FailRun',
      'StateEntered Failed',
      'ExecutionFailed',
    ]);
    expect(events[2]?.detail).toEqual({
      error: {
        name: 'States.Timeout',
        message: 'The task took longer than its TimeoutSeconds.',
      },
    });
    expect(events.at(-1)?.detail).toEqual({
      error: { name: 'States.Timeout', message: 'States.Timeout' },
    });
  });

  const at = new Date('2026-03-02T06:00:00Z');
  const last = (event: HistoryEvent): ExecutionEvent | undefined => eventsOf([event]).at(-1);

  test('stopped, with and without a reason', () => {
    const stopped = (cause?: string): HistoryEvent => ({
      timestamp: at,
      id: 2,
      type: 'ExecutionAborted',
      executionAbortedEventDetails: { cause },
    });
    expect(last(stopped('enough'))).toEqual({
      at: at.toISOString(),
      type: 'ExecutionAborted',
      detail: { reason: 'enough' },
    });
    expect(last(stopped())?.detail).toEqual({
      reason: 'The execution was stopped.',
    });
  });

  test('timed out is called as in the embedded journal', () => {
    expect(last({ timestamp: at, id: 2, type: 'ExecutionTimedOut' })?.type).toBe('ExecutionTimeout');
  });

  test('an input that was cut short is left out', () => {
    const details = {
      name: 'Plan',
      input: '{"a":',
      inputDetails: { truncated: true },
    };
    expect(
      last({
        timestamp: at,
        id: 2,
        type: 'TaskStateEntered',
        stateEnteredEventDetails: details,
      }),
    ).toEqual({
      at: at.toISOString(),
      type: 'StateEntered',
      state: 'Plan',
    });
  });
});

test('a Map in a Map, the inner one without items: what follows is in the outer iteration', () => {
  const entered = (name: string): Partial<HistoryEvent> => ({
    stateEnteredEventDetails: { name },
  });
  const iteration = (name: string, index: number): object => ({
    mapIterationStartedEventDetails: { name, index },
  });
  const steps: readonly (readonly [HistoryEvent['type'], number, Partial<HistoryEvent>])[] = [
    ['MapStateEntered', 0, entered('Outer')],
    ['MapStateStarted', 1, {}],
    ['MapIterationStarted', 2, iteration('Outer', 4)],
    ['MapStateEntered', 3, entered('Inner')],
    ['MapStateStarted', 4, {}],
    ['MapStateSucceeded', 5, {}],
    ['MapStateExited', 6, { stateExitedEventDetails: { name: 'Inner' } }],
    ['MapStateEntered', 7, entered('Again')],
    ['MapIterationStarted', 8, iteration('Again', 1)],
    ['MapIterationSucceeded', 9, { mapIterationSucceededEventDetails: { name: 'Again', index: 1 } }],
    ['MapStateSucceeded', 10, {}],
    ['MapStateExited', 11, { stateExitedEventDetails: { name: 'Again' } }],
  ];
  const events = steps.map(([type, previousEventId, details], index) => ({
    timestamp: new Date(0),
    id: index + 1,
    type,
    previousEventId,
    ...details,
  }));
  expect(eventsOf(events).map(line)).toEqual([
    'StateEntered Outer',
    'MapIterationStarted Outer[4]',
    'StateEntered Inner[4]',
    'StateExited Inner[4]',
    'StateEntered Again[4]',
    'MapIterationStarted Again[1]',
    'MapIterationSucceeded Again[1]',
    'StateExited Again[4]',
  ]);
});
