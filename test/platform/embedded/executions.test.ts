import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { TributaryError } from '../../../core/errors.ts';
import { type Database, openDatabase } from '../../../platform/embedded/database.ts';
import { type EmbeddedExecutions, embeddedExecutions } from '../../../platform/embedded/executions.ts';
import { type ContractFunctions, executionsContract } from '../../contract/executions.contract.ts';
import { tokenMachine, workMachine } from '../../contract/state-machines.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
const newDirectory = temporaryDirectories();

function openTemporary(file = join(newDirectory(), 'test.db')): Database {
  const db = openDatabase({ file });
  closers.push(() => db.close());
  return db;
}

function make(
  definition: object,
  functions: ContractFunctions,
  { db = openTemporary(), fatal = [] as unknown[] } = {},
): { executions: EmbeddedExecutions; ended: EmbeddedExecutions['ended'] } {
  const onFatal = (error: unknown): void => void fatal.push(error);
  const executions = embeddedExecutions(db, fakeClock(), { definition, functions, onFatal });
  closers.push(executions.close);
  return { executions, ended: executions.ended };
}

executionsContract('embedded', make);

const noItems = { list: async () => ({ items: [] }), work: async () => ({}), report: async () => ({}) };

/** A function that never returns until its signal says so, and tells when it was called. */
function hanging(): { started: Promise<void>; work: ContractFunctions[string]; calls: () => number } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let calls = 0;
  const work: ContractFunctions[string] = (_payload, { signal }) => {
    calls += 1;
    resolve();
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
  };
  return { started: promise, work, calls: () => calls };
}

const storageFailed = (): TributaryError =>
  new TributaryError('StorageFailed', { code: 'disk-full', message: 'The disk is full.' });

describe('embedded executions', () => {
  test('a StorageFailed of a function reaches onFatal', async () => {
    const fatal: unknown[] = [];
    const list = async (): Promise<object> => {
      throw storageFailed();
    };
    const { executions, ended } = make(workMachine, { ...noItems, list }, { fatal });
    await executions.start('demo-odata', 'e1', {});
    expect(await ended('e1')).toMatchObject({ status: 'failed', error: { name: 'StorageFailed' } });
    expect(fatal).toEqual([expect.objectContaining({ name: 'StorageFailed' })]);
  });

  test('a journal that cannot be written reaches onFatal and stops the functions', async () => {
    const fatal: unknown[] = [];
    const db = openTemporary();
    let broken = false;
    const run: Database['run'] = (sql, ...values) => {
      if (broken && sql.includes('execution_event')) throw storageFailed();
      return db.run(sql, ...values);
    };
    const { started, work } = hanging();
    const functions = { list: async () => ({ items: ['a', 'b'] }), report: async () => ({}), work };
    const { executions, ended } = make(workMachine, functions, { db: { ...db, run }, fatal });
    await executions.start('demo-odata', 'e1', {});
    await started;
    broken = true;
    await expect(executions.stop('e1', 'so that an event is written')).rejects.toThrow('full');
    await executions.close();
    expect(fatal).toEqual([expect.objectContaining({ name: 'StorageFailed' })]);
    broken = false;
    expect(await ended('e1')).toMatchObject({ status: 'running' });
  });

  test('a stopped Map starts none of its waiting items and retries nothing', async () => {
    const { started, work, calls } = hanging();
    const functions = { ...noItems, list: async () => ({ items: [...'abcdefgh'] }), work };
    const { executions, ended } = make(workMachine, functions);
    await executions.start('demo-odata', 'e1', {});
    await started;
    await executions.close();
    expect(await ended('e1')).toMatchObject({ status: 'stopped', error: { name: 'ExecutionStopped' } });
    expect(calls()).toBeLessThanOrEqual(2);
    await expect(executions.start('demo-odata', 'e2', {})).rejects.toThrow('this process is ending');
  });

  test('close waits for functions that take their time to end', async () => {
    const steps: string[] = [];
    const { promise: called, resolve: calledNow } = Promise.withResolvers<void>();
    const { promise: mayReturn, resolve: letReturn } = Promise.withResolvers<void>();
    const list = async (): Promise<object> => {
      calledNow();
      await mayReturn;
      steps.push('returned');
      return { items: [] };
    };
    const { executions } = make(workMachine, { ...noItems, list });
    await executions.start('demo-odata', 'e1', {});
    await called;
    const closed = executions.close().then(() => steps.push('closed'));
    letReturn();
    await closed;
    expect(steps).toEqual(['returned', 'closed']);
  });

  test('what another process left running is abandoned, and can be marked as died', async () => {
    const file = join(newDirectory(), 'test.db');
    const { started, work } = hanging();
    const first = make(
      workMachine,
      { ...noItems, list: async () => ({ items: ['a'] }), work },
      { db: openTemporary(file) },
    );
    await first.executions.start('demo-odata', 'e1', {});
    await started;
    const second = make(workMachine, noItems, { db: openTemporary(file) });
    expect(await first.executions.abandoned()).toEqual([]);
    await first.executions.markDied('e1');
    expect(await second.executions.abandoned()).toEqual(['e1']);
    await second.executions.markDied('e1');
    expect(await second.executions.describe('e1')).toMatchObject({ status: 'stopped', error: { name: 'ProcessDied' } });
    expect(await second.executions.abandoned()).toEqual([]);
  });

  test('a task that outlives its TimeoutSeconds is told, and fails as States.Timeout', async () => {
    const { work } = hanging();
    const definition = {
      StartAt: 'Slow',
      States: {
        Slow: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: { FunctionName: 'work', Payload: {} },
          TimeoutSeconds: 1,
          End: true,
        },
      },
    };
    const { executions, ended } = make(definition, { work });
    await executions.start('demo-odata', 'e1', {});
    expect(await ended('e1')).toMatchObject({ status: 'failed', error: { name: 'States.Timeout' } });
  });

  test('twelve items at once wait for tokens of their own', async () => {
    const tokens = new Set<string>();
    const all = Promise.withResolvers<void>();
    const settle = async ({ token }: { token: string }): Promise<object> => {
      tokens.add(token);
      if (tokens.size === 12) all.resolve();
      return {};
    };
    const states = tokenMachine as { States: { Settle: object } };
    const { Catch: _none, ...inner } = states.States.Settle as Record<string, unknown>;
    const definition = {
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          ItemsPath: '$.items',
          ItemProcessor: { StartAt: 'Settle', States: { Settle: inner } },
          End: true,
        },
      },
    };
    const { executions, ended } = make(definition, { settle });
    const items = Array.from({ length: 12 }, (_, run) => ({ run }));
    await executions.start('demo-odata', 'e1', { items });
    await all.promise;
    for (const token of tokens) expect(await executions.succeedTask(token, { token })).toBe(true);
    const output = (await ended('e1'))?.output as { run: number; settlement: { token: string } }[];
    expect(new Set(output.map(({ settlement }) => settlement.token))).toEqual(tokens);
    const types = (await executions.history('e1')).map(({ type }) => type);
    expect(types.filter((type) => type === 'MapIterationSucceeded')).toHaveLength(12);
  });
});
