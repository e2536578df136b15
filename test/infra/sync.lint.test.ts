import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { stateMessage, TributaryError } from '../../core/errors.ts';
import { eventLimit, firstVisit, mostStreams, stateLimit, visitsPerExecution } from '../../core/execution-budget.ts';

type Template = { readonly [field: string]: unknown };
type State = {
  readonly Type: string;
  readonly Comment?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Variable: string; readonly StringEquals: string; readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Retry?: readonly { readonly MaxAttempts?: number }[];
  readonly TimeoutSeconds?: number;
  readonly Parameters?: Template;
  readonly ItemSelector?: Template;
  readonly ResultSelector?: Template;
  readonly ResultPath?: string | null;
  readonly ItemsPath?: string;
  readonly MaxConcurrency?: number;
  readonly ItemProcessor?: Machine;
};
type States = Readonly<Record<string, State>>;
type Machine = { readonly StartAt: string; readonly TimeoutSeconds?: number; readonly States: States };

const machine = JSON.parse(readFileSync(new URL('../../infra/sync.asl.json', import.meta.url), 'utf8')) as Machine;
const streams = machine.States['Streams'] as State;
const inner = streams.ItemProcessor as Machine;
const all: readonly (readonly [string, State])[] = [...Object.entries(machine.States), ...Object.entries(inner.States)];
const tasks = all.filter(([, { Type }]) => Type === 'Task');

/** Names, counts and plain words: everything that may stand in a state. `records` and `pages` are how many. */
const allowedFields = [
  ...['execution', 'request', 'run', 'stream', 'streams', 'visit', 'extracted', 'results', 'token'],
  ...['outcome', 'status', 'ok', 'later', 'reason', 'error', 'waitSeconds', 'pages', 'records'],
];

function fieldsOf(template: Template): string[] {
  return Object.entries(template).flatMap(([field, value]) => [
    field.replace(/\.\$$/, ''),
    ...(value !== null && typeof value === 'object' ? fieldsOf(value as Template) : []),
  ]);
}

/** Where a state may go on to, however it ends. */
function nextOf({ Next, Default, Choices = [], Catch = [] }: State): string[] {
  const named = [Next, Default].filter((name) => name !== undefined);
  return [...named, ...Choices.map((choice) => choice.Next), ...Catch.map((rule) => rule.Next)];
}

/** States that can come again after themselves. */
function looping(states: States): string[] {
  const reached = (from: string, seen = new Set<string>()): Set<string> => {
    for (const next of nextOf(states[from] as State)) {
      if (seen.has(next)) continue;
      seen.add(next);
      reached(next, seen);
    }
    return seen;
  };
  return Object.keys(states).filter((name) => reached(name).has(name));
}

/**
 * Events in the history at most: entered and exited; an attempt is scheduled, started, submitted and ended. Nothing that
 * Lambda or ECS is asked for has more.
 */
function eventsOf({ Type, Retry = [] }: State): number {
  if (Type !== 'Task') return 2;
  const attempts = 1 + Retry.reduce((sum, { MaxAttempts = 3 }) => sum + MaxAttempts, 0);
  return 2 + attempts * 4;
}
const sum = (states: readonly State[]): number => states.reduce((total, state) => total + eventsOf(state), 0);

describe('no record reaches a state', () => {
  test('only fields that are names, counts and words are put together', () => {
    const put = all.flatMap(([, state]) => {
      const { Payload, FunctionName: _arn, ...fields } = state.Parameters ?? {};
      const templates = [Payload ?? {}, fields, state.ItemSelector ?? {}, state.ResultSelector ?? {}];
      return templates.flatMap((template) => fieldsOf(template as Template));
    });
    expect([...new Set(put)].filter((field) => !allowedFields.includes(field))).toEqual([]);
  });

  test('of what a function answers only named fields are taken, or nothing', () => {
    const whole = tasks.filter(([, task]) => task.ResultPath !== null && task.ResultSelector === undefined);
    expect(whole.map(([name]) => name)).toEqual([]);
    const taken = tasks.flatMap(([, task]) => Object.values(task.ResultSelector ?? {}));
    expect(taken.filter((path) => !/^\$\.(Payload\.)?[a-zA-Z]+$/.test(String(path)))).toEqual([]);
  });

  test('results lie in few places, one for each kind', () => {
    const places = new Set(all.flatMap(([, { ResultPath, Type }]) => (Type === 'Task' ? [ResultPath] : [])));
    expect(places).toEqual(new Set(['$.plan', '$.extracted', '$.settlement', undefined, null]));
  });
});

describe('nothing is without an end', () => {
  test('every task has a time limit and retries, and every task and the Map a catch for all', () => {
    const caught = [...tasks, ['Streams', streams] as const].filter(
      ([, { Catch }]) => !Catch?.some(({ ErrorEquals }) => ErrorEquals.includes('States.ALL')),
    );
    expect(caught.map(([name]) => name)).toEqual(['FailRun']);
    expect(machine.States['FailRun']?.Comment).toContain('Nothing catches it');
    expect(tasks.filter(([, { TimeoutSeconds = 0 }]) => TimeoutSeconds <= 0)).toEqual([]);
    expect(tasks.filter(([, { Retry = [] }]) => Retry.length === 0)).toEqual([]);
    expect(machine.TimeoutSeconds).toBeLessThanOrEqual(86_400);
  });

  test('what loops is the visits to a stream, and nothing else', () => {
    expect(looping(machine.States)).toEqual([]);
    expect(looping(inner.States)).toEqual(['Extract', 'More', 'WaitForErp']);
    const { Choices, Default } = inner.States['More'] as State;
    expect(Choices?.map((choice) => [choice.Variable, choice.StringEquals, choice.Next])).toEqual([
      ['$.extracted.outcome', 'wait', 'WaitForErp'],
      ['$.extracted.outcome', 'more', 'Extract'],
      ['$.extracted.outcome', 'later', 'StreamLater'],
    ]);
    expect(Default).toBe('StreamRead');
  });

  test('each visit counts, from the first on', () => {
    // Without it the function could not tell the last visit, of which test/connectors/extract.test.ts shows the answer.
    const { Parameters, ResultSelector, ResultPath } = inner.States['Extract'] as State;
    expect(Parameters?.['Payload']).toMatchObject({ 'visit.$': '$.extracted.visit' });
    expect(ResultSelector?.['visit.$']).toBe('$.Payload.visit');
    expect(ResultPath).toBe('$.extracted');
    expect(streams.ItemSelector?.['extracted']).toEqual({ 'visit.$': '$$.Map.Item.Value.visit' });
  });

  test('the Map is over the streams that Plan has counted, four at a time', () => {
    expect(streams.ItemsPath).toBe('$.plan.streams');
    expect(streams.MaxConcurrency).toBeGreaterThan(0);
    expect(streams.MaxConcurrency).toBeLessThanOrEqual(4);
    expect(all.filter(([, { Type }]) => Type === 'Map' || Type === 'Parallel')).toHaveLength(1);
  });
});

/** How many streams a connector may have, and some of those that round badly. */
const counts = [1, 2, 3, 7, 39, 40, 41, 100, 133, 267, 399, mostStreams];

describe('no way past 25,000 events', () => {
  const visit = sum(looping(inner.States).map((name) => inner.States[name] as State));
  const ends = Object.entries(inner.States).filter(([name]) => !looping(inner.States).includes(name));
  /** Started and ended, and the one state that says how it ended. */
  const perStream = 2 + Math.max(...ends.map(([, state]) => eventsOf(state)));
  /** Every state at most once, the Map's own four events, and the beginning and end of the execution. */
  const rest = sum(Object.values(machine.States)) + 4 + 2;

  test('a visit in which all goes wrong that can has 26', () => {
    expect(visit).toBe(26);
    expect(visitsPerExecution * visit).toBe(20_800);
  });

  test.each(counts)('with %i streams', (count) => {
    const { of } = firstVisit(count);
    expect(of).toBeGreaterThanOrEqual(2);
    expect(of * count).toBeLessThanOrEqual(visitsPerExecution);
    expect(count * (of * visit + perStream) + rest).toBeLessThan(eventLimit);
  });
});

describe('no way past 256 KiB in a state', () => {
  const name = (index: number): string => `stream-${index}-`.padEnd(63, 'x');
  const message = `The ERP answered "403 Førbidden" to GET https://erp.example.test/api: ${'"\\n ü'.repeat(500)}`;

  /** What Lambda makes of an error of ours, after infra/steps/state-function.ts has cut it. */
  const failure = (reasonBytes: number): object => {
    const error = new TributaryError('CredentialsRejected', {
      code: 'a-code-of-forty-characters-for-good-measure',
      message,
    });
    const cause = { errorType: error.name, errorMessage: stateMessage(error, reasonBytes), trace: [''] };
    return { Error: error.name, Cause: JSON.stringify(cause) };
  };

  test.each(counts)('with %i streams that all fail', (count) => {
    const names = Array.from({ length: count }, (_, index) => name(index));
    const visit = firstVisit(count);
    const error = failure(visit.reasonBytes);
    const scope = { tenant: 't'.repeat(63), connection: 'c'.repeat(63) };
    const state = {
      ...{ ...scope, connector: 'e'.repeat(63), trigger: 'schedule', mode: 'incremental', streams: names },
      plan: {
        ...{ outcome: 'planned', reason: '', run: { ...scope, run: 99_999_999 } },
        streams: names.map((stream) => ({ name: stream, visit })),
      },
      results: names.map((stream) => ({ stream, ok: false, error })),
      ...{ settlement: { outcome: 'settled' }, error: failure(2000) },
    };
    expect(Buffer.byteLength(JSON.stringify(state))).toBeLessThan(stateLimit);
  });

  test('a reason keeps its code when it is cut, and is whole when it fits', () => {
    const error = new TributaryError('ErpRejected', { code: 'erp-forbidden', message });
    const cut = stateMessage(error, 200);
    expect(cut).toMatch(/^The ERP answered "403 Førbidden".*… \[erp-forbidden\]$/s);
    expect(Buffer.byteLength(JSON.stringify(JSON.stringify(cut)))).toBeLessThanOrEqual(200);
    const short = new TributaryError('ErpRejected', { code: 'erp-forbidden', message: 'No.' });
    expect(stateMessage(short, 200)).toBe('No. [erp-forbidden]');
  });
});
