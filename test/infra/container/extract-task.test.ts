import { describe, expect, test } from '@jest/globals';
import type { ExtractInput, ExtractOutput } from '../../../connectors/extract.ts';
import { TributaryError } from '../../../core/errors.ts';
import type { Run, RunError } from '../../../core/run.ts';
import {
  type ExtractTaskDeps,
  readExtractTask,
  runExtractTask,
  taskStopped,
} from '../../../infra/container/extract-task.ts';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';

const run = { tenant: 'acme', connection: 'books', run: 7 };
const visit = { number: 1, of: 10, reasonBytes: 200 };
const input: ExtractInput = { execution: 'acme.books.1', run, stream: 'invoices', visit };
const task = { token: 'the-token', input };
const outcome = (of: ExtractOutput['outcome'], waitSeconds = 0): ExtractOutput => ({
  ...{ outcome: of, waitSeconds, reason: '', pages: 3, records: 1200, visit: { ...visit, number: 2 } },
});

type Answers = { readonly succeeded: object[]; readonly failed: RunError[] };
type Fakes = {
  readonly extract: ExtractTaskDeps['extract'];
  readonly clock?: FakeClock;
  readonly owner?: string;
  readonly holds?: () => boolean;
  readonly heartbeat?: ExtractTaskDeps['heartbeat'];
};

function fakes({ extract, clock = fakeClock(), owner = input.execution, holds = () => true, heartbeat }: Fakes) {
  const answers: Answers = { succeeded: [], failed: [] };
  const noticed: string[] = [];
  const stored = { ...run, executions: [owner], fence: { lease: 'connection/acme/books', token: 4 } } as unknown as Run;
  const deps: ExtractTaskDeps = {
    extract,
    clock,
    executions: {
      succeedTask: async (_, output) => answers.succeeded.push(output) > 0,
      failTask: async (_, error) => answers.failed.push(error) > 0,
    },
    heartbeat: heartbeat ?? (async () => true),
    ledger: { run: async () => stored } as unknown as ExtractTaskDeps['ledger'],
    coordination: { renew: async () => holds() } as unknown as ExtractTaskDeps['coordination'],
    onFailure: (what) => noticed.push(what),
  };
  return { deps, answers, noticed };
}

const never = new AbortController().signal;
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

describe('readExtractTask', () => {
  const env = {
    TRIBUTARY_TASK_TOKEN: 'the-token',
    TRIBUTARY_INPUT_execution: '"acme.books.1"',
    TRIBUTARY_INPUT_run: JSON.stringify(run),
    TRIBUTARY_INPUT_stream: '"invoices"',
    TRIBUTARY_INPUT_visit: JSON.stringify(visit),
    PATH: '/usr/bin',
  };

  test('reads what the machine wrote', () => {
    expect(readExtractTask(env)).toEqual(task);
  });

  test('names what is missing in a task that was started by hand', () => {
    const { TRIBUTARY_TASK_TOKEN: _, TRIBUTARY_INPUT_run: __, ...rest } = env;
    expect(() => readExtractTask(rest)).toThrow('lacks TRIBUTARY_INPUT_run, TRIBUTARY_TASK_TOKEN');
  });
});

describe('runExtractTask', () => {
  test('answers as a function would, so that the ResultSelector fits', async () => {
    const { deps, answers } = fakes({ extract: async () => outcome('done') });
    expect(await runExtractTask(deps, task, never)).toBe(true);
    expect(answers).toEqual({ succeeded: [{ Payload: outcome('done') }], failed: [] });
  });

  test('spends a short wait itself, and hands a long one back', async () => {
    const clock = fakeClock();
    const outputs = [outcome('wait', 30), outcome('wait', 900)];
    const { deps, answers } = fakes({ clock, extract: async () => outputs.shift() ?? outcome('done') });
    const ended = runExtractTask(deps, task, never);
    await clock.sleeping(2);
    await clock.advance(30_000);
    await ended;
    expect(answers.succeeded).toEqual([{ Payload: outcome('wait', 900) }]);
  });

  test.each([
    [
      'a fault of the ERP',
      new TributaryError('ErpUnavailable', { code: 'erp-5xx', message: 'It answered 503.' }),
      'ErpUnavailable',
    ],
    ['a fault of our own', new TypeError('x is undefined'), 'TypeError'],
  ])('fails by name: %s', async (_, error, name) => {
    const { deps, answers } = fakes({ extract: () => Promise.reject(error) });
    expect(await runExtractTask(deps, task, never)).toBe(false);
    expect(answers.failed).toMatchObject([{ name, message: expect.stringContaining(error.message) }]);
  });

  test('a task that ECS takes away fails with what is tried again', async () => {
    const stop = new AbortController();
    const { deps, answers } = fakes({ extract: (_, signal) => untilAborted(signal) });
    const ended = runExtractTask(deps, task, stop.signal);
    stop.abort(taskStopped());
    expect(await ended).toBe(false);
    expect(answers.failed).toMatchObject([
      { name: 'PlatformUnavailable', message: expect.stringContaining('[task-stopped]') },
    ]);
  });

  test.each([
    ['the lease is lost', { holds: () => false }, 'task-given-up'],
    ['the machine no longer waits', { heartbeat: async () => false }, 'task-given-up'],
    ['another execution has the run', { owner: 'acme.books.2' }, 'lease-lost'],
  ])('stops when %s', async (_, fake, code) => {
    const clock = fakeClock();
    const { deps, answers } = fakes({ clock, ...fake, extract: (__, signal) => untilAborted(signal) });
    const ended = runExtractTask(deps, task, never);
    await clock.sleeping();
    await clock.advance(60_000);
    expect(await ended).toBe(false);
    expect(answers.failed).toMatchObject([{ name: 'FenceLost', message: expect.stringContaining(`[${code}]`) }]);
  });

  test('goes on after a heartbeat that could not be sent', async () => {
    const clock = fakeClock();
    let beats = 0;
    const heartbeat = async (): Promise<boolean> => {
      if (++beats === 1) throw new TypeError('no network');
      return true;
    };
    const finish = new AbortController();
    const extract = async (): Promise<ExtractOutput> => {
      await untilAborted(finish.signal).catch(() => undefined);
      return outcome('done');
    };
    const { deps, answers, noticed } = fakes({ clock, heartbeat, extract });
    const ended = runExtractTask(deps, task, never);
    await clock.sleeping();
    await clock.advance(120_000);
    finish.abort();
    expect(await ended).toBe(true);
    expect([beats, noticed, answers.failed]).toEqual([2, ['heartbeat'], []]);
  });
});
