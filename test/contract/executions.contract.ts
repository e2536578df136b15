import { describe, expect } from '@jest/globals';
import { parseStateError, type StateError, TributaryError } from '../../core/errors.ts';
import type { Execution, Executions } from '../../platform/ports.ts';
import { tokenMachine, workMachine } from './state-machines.ts';
import { type KnownLimit, testUnless } from './under-test.ts';

/** The functions that the machines of ./state-machines.ts invoke; a test replaces what it needs. */
export type ContractFunctions = Readonly<
  Record<string, (payload: never, context: { readonly signal: AbortSignal }) => Promise<object>>
>;

export type ExecutionsUnderTest = {
  readonly executions: Executions;
  /** Resolves when the execution has ended. */
  readonly ended: (id: string) => Promise<Execution | undefined>;
};

type Make = (definition: object, functions: ContractFunctions) => ExecutionsUnderTest | Promise<ExecutionsUnderTest>;
type Test = ReturnType<typeof testUnless>;
/** What the Map of workMachine makes of an item. */
type Result = { readonly item: string; readonly ok: boolean; readonly error?: StateError };

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

export function executionsContract(name: string, make: Make, limit: KnownLimit = () => undefined): void {
  const test = testUnless(limit);
  describe(`executions: ${name}`, () => {
    describeEnds(make, test);
    describeErrors(make, test);
    describeTokens(make, test);
    describeHistory(make, test);
  });
}

function describeEnds(make: Make, test: Test): void {
  test('runs to the end and keeps input and output', async () => {
    const { executions, ended } = await make(workMachine, happy);
    const id = await executions.start('demo-odata', 'e1', { want: 'all' });
    const execution = await ended(id);
    expect(execution).toEqual({
      id,
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
    const { executions, ended } = await make(workMachine, { ...happy, list });
    const id = await executions.start('demo-odata', 'e1', {});
    expect(await executions.start('demo-odata', 'e1', { other: true })).toBe(id);
    await ended(id);
    expect(await executions.start('demo-odata', 'e1', {})).toBe(id);
    expect(await ended(id)).toMatchObject({ input: {}, status: 'succeeded' });
    expect(lists).toBe(1);
  });

  test('stopping tells the functions, ends what waits, and keeps the reason', async () => {
    const started = Promise.withResolvers<void>();
    const work = (_payload: never, { signal }: { readonly signal: AbortSignal }): Promise<object> => {
      started.resolve();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
    };
    const { executions, ended } = await make(workMachine, { ...happy, work });
    const id = await executions.start('demo-odata', 'e1', {});
    await started.promise;
    expect((await executions.describe(id))?.status).toBe('running');
    await executions.stop(id, 'asked by a test');
    expect(await ended(id)).toMatchObject({
      status: 'stopped',
      error: { name: 'ExecutionStopped', message: 'asked by a test' },
    });
    expect((await executions.history(id)).at(-1)).toMatchObject({ type: 'ExecutionAborted' });
    await executions.stop(id, 'again');
    expect((await ended(id))?.error?.message).toBe('asked by a test');
  });

  test('an execution that nobody started is unknown', async () => {
    const { executions } = await make(workMachine, happy);
    expect(await executions.describe('none')).toBeUndefined();
    expect(await executions.history('none')).toEqual([]);
    await executions.stop('none', 'no reason');
    expect(await executions.describe('none')).toBeUndefined();
  });
}

function describeErrors(make: Make, test: Test): void {
  test('retries by the name of the error, then goes on', async () => {
    let calls = 0;
    const list = async (): Promise<object> => {
      calls += 1;
      if (calls === 1) throw unavailable();
      return { items: [] };
    };
    const { executions, ended } = await make(workMachine, { ...happy, list });
    const id = await executions.start('demo-odata', 'e1', {});
    expect(await ended(id)).toMatchObject({ status: 'succeeded' });
    expect(calls).toBe(2);
    expect((await executions.history(id)).map(({ type }) => type)).toContain('StateRetried');
  });

  test('does not retry an error of another name; without a Catch the execution fails with it', async () => {
    let calls = 0;
    const list = async (): Promise<object> => {
      calls += 1;
      throw new TributaryError('ErpRejected', { code: 'status-400', message: 'The ERP answered 400.' });
    };
    const { executions, ended } = await make(workMachine, { ...happy, list });
    const id = await executions.start('demo-odata', 'e1', {});
    expect(await ended(id)).toMatchObject({
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
    const { executions, ended } = await make(workMachine, { ...happy, work });
    const id = await executions.start('demo-odata', 'e1', {});
    const output = (await ended(id))?.output as { readonly reported: { readonly results: readonly Result[] } };
    // A function's error is text on one platform and JSON on the other; whoever reads it sees the same.
    const results = output.reported.results.map((result) => ({
      ...result,
      ...(result.error && { error: parseStateError(result.error) }),
    }));
    expect(results).toEqual([
      { item: 'a', ok: true },
      { item: 'b', ok: false, error: { name: 'ErpUnavailable', message: 'The ERP answered 503.' } },
      { item: 'c', ok: true },
    ]);
    expect(JSON.stringify(await executions.history(id))).not.toContain('wonder-1');
  });

  test('an output larger than a state can hold ends the execution', async () => {
    const list = async (): Promise<object> => ({ items: ['x'.repeat(300_000)] });
    const { executions, ended } = await make(workMachine, { ...happy, list });
    const id = await executions.start('demo-odata', 'e1', {});
    expect(await ended(id)).toMatchObject({ status: 'failed', error: { name: 'States.DataLimitExceeded' } });
  });
}

/** Starts the machine that waits and gives the token that its function got. */
async function waiting(make: Make): Promise<ExecutionsUnderTest & { readonly id: string; readonly token: string }> {
  const got = Promise.withResolvers<string>();
  const settle = async ({ token }: { token: string }): Promise<object> => {
    got.resolve(token);
    return { ignored: true };
  };
  const made = await make(tokenMachine, { settle });
  const id = await made.executions.start('demo-odata', 'e1', { run: 7 });
  return { ...made, id, token: await got.promise };
}

function describeTokens(make: Make, test: Test): void {
  test('waits for its token and goes on with what it is given', async () => {
    const { executions, ended, id, token } = await waiting(make);
    expect((await executions.describe(id))?.status).toBe('running');
    expect(await executions.succeedTask(token, { settled: true })).toBe(true);
    expect((await ended(id))?.output).toEqual({ run: 7, settlement: { settled: true } });
    expect(await executions.succeedTask(token, { settled: true })).toBe(false);
  });

  test('a failed token is an error that the machine can catch', async () => {
    const { executions, ended, id, token } = await waiting(make);
    const error = { name: 'NotSettled', code: 'batch-missing', message: 'Batch 3 has no outcome.' };
    expect(await executions.failTask(token, error)).toBe(true);
    expect(await ended(id)).toMatchObject({
      status: 'failed',
      error: { name: 'NotSettled', message: 'Batch 3 has no outcome.' },
    });
    expect(await executions.failTask(token, error)).toBe(false);
  });

  test('stopping ends the wait, and its token is worth nothing then', async () => {
    const { executions, ended, id, token } = await waiting(make);
    await executions.stop(id, 'enough');
    expect((await ended(id))?.status).toBe('stopped');
    expect(await executions.succeedTask(token, {})).toBe(false);
    expect(await executions.succeedTask('unknown', {})).toBe(false);
  });
}

function describeHistory(make: Make, test: Test): void {
  test('keeps every event in order, as JSON', async () => {
    const { executions, ended } = await make(workMachine, { ...happy, list: async () => ({ items: ['a'] }) });
    const id = await executions.start('demo-odata', 'e1', { want: 'all' });
    await ended(id);
    const history = await executions.history(id);
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
