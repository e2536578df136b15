import { describe, expect, test } from '@jest/globals';
import { TributaryError } from '../../core/errors.ts';
import type { Execution, Executions } from '../../platform/ports.ts';
import { tokenMachine, workMachine } from './state-machines.ts';

/** The functions that the machines of ./state-machines.ts invoke; a test replaces what it needs. */
export type ContractFunctions = Readonly<
  Record<string, (payload: never, context: { readonly signal: AbortSignal }) => Promise<object>>
>;

export type ExecutionsUnderTest = {
  readonly executions: Executions;
  /** Resolves when the execution has ended. */
  readonly ended: (id: string) => Promise<Execution | undefined>;
};

type Make = (definition: object, functions: ContractFunctions) => ExecutionsUnderTest;

const unavailable = (): TributaryError =>
  new TributaryError('ErpUnavailable', {
    code: 'status-503',
    message: 'The ERP answered 503.',
    cause: new Error('with the secret wonder-1'),
  });

const happy = {
  list: async () => ({ items: ['a', 'b', 'c'] }),
  work: async ({ item }: { item: string }) => ({ item, done: true }),
  report: async (payload: object) => ({ reported: payload }),
};

export function executionsContract(name: string, make: Make): void {
  describe(`executions: ${name}`, () => {
    describeEnds(make);
    describeErrors(make);
    describeTokens(make);
    describeHistory(make);
  });
}

function describeEnds(make: Make): void {
  test('runs to the end and keeps input and output', async () => {
    const { executions, ended } = make(workMachine, happy);
    await executions.start('demo-odata', 'e1', { want: 'all' });
    const execution = await ended('e1');
    expect(execution).toEqual({
      id: 'e1',
      status: 'succeeded',
      input: { want: 'all' },
      output: { reported: { execution: 'e1', results: ['a', 'b', 'c'].map((item) => ({ item, ok: true })) } },
      startedAt: expect.any(String),
      endedAt: expect.any(String),
    });
  });

  test('the same id again starts nothing, also after the end', async () => {
    let lists = 0;
    const list = async (): Promise<object> => {
      lists += 1;
      return { items: [] };
    };
    const { executions, ended } = make(workMachine, { ...happy, list });
    await executions.start('demo-odata', 'e1', {});
    await executions.start('demo-odata', 'e1', { other: true });
    await ended('e1');
    await executions.start('demo-odata', 'e1', {});
    expect(await ended('e1')).toMatchObject({ input: {}, status: 'succeeded' });
    expect(lists).toBe(1);
  });

  test('stopping tells the functions, ends what waits, and keeps the reason', async () => {
    const started = Promise.withResolvers<void>();
    const work = (_payload: never, { signal }: { readonly signal: AbortSignal }): Promise<object> => {
      started.resolve();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
    };
    const { executions, ended } = make(workMachine, { ...happy, work });
    await executions.start('demo-odata', 'e1', {});
    await started.promise;
    expect((await executions.describe('e1'))?.status).toBe('running');
    await executions.stop('e1', 'asked by a test');
    expect(await ended('e1')).toMatchObject({
      status: 'stopped',
      error: { name: 'ExecutionStopped', message: 'asked by a test' },
    });
    expect((await executions.history('e1')).at(-1)).toMatchObject({ type: 'ExecutionAborted' });
    await executions.stop('e1', 'again');
    expect((await ended('e1'))?.error?.message).toBe('asked by a test');
  });

  test('an execution that nobody started is unknown', async () => {
    const { executions } = make(workMachine, happy);
    expect(await executions.describe('none')).toBeUndefined();
    expect(await executions.history('none')).toEqual([]);
    await executions.stop('none', 'no reason');
    expect(await executions.describe('none')).toBeUndefined();
  });
}

function describeErrors(make: Make): void {
  test('retries by the name of the error, then goes on', async () => {
    let calls = 0;
    const list = async (): Promise<object> => {
      calls += 1;
      if (calls === 1) throw unavailable();
      return { items: [] };
    };
    const { executions, ended } = make(workMachine, { ...happy, list });
    await executions.start('demo-odata', 'e1', {});
    expect(await ended('e1')).toMatchObject({ status: 'succeeded' });
    expect(calls).toBe(2);
    expect((await executions.history('e1')).map(({ type }) => type)).toContain('StateRetried');
  });

  test('does not retry an error of another name; without a Catch the execution fails with it', async () => {
    let calls = 0;
    const list = async (): Promise<object> => {
      calls += 1;
      throw new TributaryError('ErpRejected', { code: 'status-400', message: 'The ERP answered 400.' });
    };
    const { executions, ended } = make(workMachine, { ...happy, list });
    await executions.start('demo-odata', 'e1', {});
    expect(await ended('e1')).toMatchObject({
      status: 'failed',
      error: { name: 'ErpRejected', message: 'The ERP answered 400.' },
    });
    expect(calls).toBe(1);
  });

  test('catches inside a Map: one item fails, the others go on', async () => {
    const work = async ({ item }: { item: string }): Promise<object> => {
      if (item === 'b') throw unavailable();
      return { item };
    };
    const { executions, ended } = make(workMachine, { ...happy, work });
    await executions.start('demo-odata', 'e1', {});
    const error = { Error: 'ErpUnavailable', Cause: 'The ERP answered 503.' };
    expect((await ended('e1'))?.output).toEqual({
      reported: {
        execution: 'e1',
        results: [
          { item: 'a', ok: true },
          { item: 'b', ok: false, error },
          { item: 'c', ok: true },
        ],
      },
    });
    expect(JSON.stringify(await executions.history('e1'))).not.toContain('wonder-1');
  });

  test('an output larger than a state can hold ends the execution', async () => {
    const list = async (): Promise<object> => ({ items: ['x'.repeat(300_000)] });
    const { executions, ended } = make(workMachine, { ...happy, list });
    await executions.start('demo-odata', 'e1', {});
    expect(await ended('e1')).toMatchObject({ status: 'failed', error: { name: 'States.DataLimitExceeded' } });
  });
}

/** Starts the machine that waits and gives the token that its function got. */
async function waiting(make: Make): Promise<ExecutionsUnderTest & { readonly token: string }> {
  const got = Promise.withResolvers<string>();
  const settle = async ({ token }: { token: string }): Promise<object> => {
    got.resolve(token);
    return { ignored: true };
  };
  const made = make(tokenMachine, { settle });
  await made.executions.start('demo-odata', 'e1', { run: 7 });
  return { ...made, token: await got.promise };
}

function describeTokens(make: Make): void {
  test('waits for its token and goes on with what it is given', async () => {
    const { executions, ended, token } = await waiting(make);
    expect((await executions.describe('e1'))?.status).toBe('running');
    expect(await executions.succeedTask(token, { settled: true })).toBe(true);
    expect((await ended('e1'))?.output).toEqual({ run: 7, settlement: { settled: true } });
    expect(await executions.succeedTask(token, { settled: true })).toBe(false);
  });

  test('a failed token is an error that the machine can catch', async () => {
    const { executions, ended, token } = await waiting(make);
    const error = { name: 'NotSettled', code: 'batch-missing', message: 'Batch 3 has no outcome.' };
    expect(await executions.failTask(token, error)).toBe(true);
    expect(await ended('e1')).toMatchObject({
      status: 'failed',
      error: { name: 'NotSettled', message: 'Batch 3 has no outcome.' },
    });
    expect(await executions.failTask(token, error)).toBe(false);
  });

  test('stopping ends the wait, and its token is worth nothing then', async () => {
    const { executions, ended, token } = await waiting(make);
    await executions.stop('e1', 'enough');
    expect((await ended('e1'))?.status).toBe('stopped');
    expect(await executions.succeedTask(token, {})).toBe(false);
    expect(await executions.succeedTask('unknown', {})).toBe(false);
  });
}

function describeHistory(make: Make): void {
  test('keeps every event in order, as JSON', async () => {
    const { executions, ended } = make(workMachine, { ...happy, list: async () => ({ items: ['a'] }) });
    await executions.start('demo-odata', 'e1', { want: 'all' });
    await ended('e1');
    const history = await executions.history('e1');
    expect(JSON.parse(JSON.stringify(history))).toEqual(history);
    expect(history.map(({ type, state }) => (state === undefined ? type : `${type} ${state}`))).toEqual([
      'ExecutionStarted',
      'StateEntered List',
      'StateExited List',
      'StateEntered Items',
      'MapIterationStarted Items',
      'StateEntered Work',
      'StateExited Work',
      'StateEntered Done',
      'StateExited Done',
      'MapIterationSucceeded Items',
      'StateExited Items',
      'StateEntered Report',
      'StateExited Report',
      'ExecutionSucceeded',
    ]);
    const times = history.map(({ at }) => at);
    expect(times).toEqual([...times].sort());
    expect(history[0]?.detail).toEqual({ input: { want: 'all' } });
    expect(history[5]?.detail).toEqual({ index: 0, input: { item: 'a' } });
  });
}
