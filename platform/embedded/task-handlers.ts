import type { RunOptions } from 'aws-local-stepfunctions';
import { isNamed, messageOf } from '../../core/errors.ts';
import type { TaskState } from './state-machine.ts';
import { TaskFailure, type TaskTokens } from './task-tokens.ts';

/** A function of a service as a state machine invokes it. The signal says that its result is no longer wanted. */
export type ServiceFunction = (
  payload: never,
  context: { readonly signal: AbortSignal; readonly executionId: string },
) => Promise<object>;

/** The interpreter fills in the same context for every task: this stands for the token until a task is invoked. */
export const tokenPlaceholder = 'the task token goes here';

/** What Step Functions takes from a state; more is States.DataLimitExceeded there. */
const largestOutput = 256 * 1024;

export type Invocations = {
  readonly executionId: string;
  readonly functions: Readonly<Record<string, ServiceFunction>>;
  readonly tokens: TaskTokens;
  readonly signal: AbortSignal;
  /** Gets the promise of each invocation, to wait for it at the end. */
  readonly track: (invocation: Promise<unknown>) => void;
  /** Gets a StorageFailed that a function threw. */
  readonly onFatal: (error: unknown) => void;
};

type Input = { readonly Payload?: unknown };
type Handlers = NonNullable<NonNullable<RunOptions['overrides']>['taskResourceLocalHandlers']>;
type Handler = Handlers[string];
type Json = Awaited<ReturnType<Handler>>;

/** One handler per Task state, by its name, for the interpreter's overrides. */
export function taskHandlers(tasks: readonly TaskState[], run: Invocations): Handlers {
  const handlerOf = (task: TaskState): Handler => {
    return (input) => {
      const invocation = invoke(task, (input as Input).Payload ?? {}, run);
      run.track(invocation);
      return invocation;
    };
  };
  return Object.fromEntries(tasks.map((task) => [task.name, handlerOf(task)]));
}

/** Invokes with a signal that ends with the execution or when the task's time is up, as a function's own time limit does on AWS. */
async function invoke(task: TaskState, payload: unknown, run: Invocations): Promise<Json> {
  // The interpreter goes on for a moment after an abort: it starts what is left of a Map and retries without waiting.
  if (run.signal.aborted) throw stopped();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(timedOut()), task.timeoutMs);
  const signal = AbortSignal.any([run.signal, late.signal]);
  try {
    return task.waitsForToken
      ? await callAndWait(task, payload, run, signal)
      : { Payload: await call(task, payload, run, signal) };
  } catch (error) {
    if (isNamed(error, 'StorageFailed')) run.onFatal(error);
    if (run.signal.aborted) throw stopped();
    throw late.signal.aborted ? late.signal.reason : failureOf(error);
  } finally {
    clearTimeout(timer);
  }
}

const timedOut = (): TaskFailure =>
  new TaskFailure({ name: 'States.Timeout', message: 'The task took longer than its TimeoutSeconds.' });
const stopped = (): TaskFailure =>
  new TaskFailure({ name: 'ExecutionStopped', message: 'The execution was stopped.' }, 'ends the execution');

async function callAndWait(task: TaskState, payload: unknown, run: Invocations, signal: AbortSignal): Promise<Json> {
  const { token, completed } = run.tokens.issue(run.executionId, signal);
  await call(task, withToken(payload, token), run, signal);
  return asJson(await completed);
}

async function call(task: TaskState, payload: unknown, run: Invocations, signal: AbortSignal): Promise<Json> {
  const invoked = run.functions[task.functionName];
  if (!invoked) throw new TypeError(`There is no function ${task.functionName}.`);
  return asJson(await invoked(payload as never, { signal, executionId: run.executionId }));
}

function withToken(payload: unknown, token: string): unknown {
  return JSON.parse(JSON.stringify(payload), (_key, value: unknown) => (value === tokenPlaceholder ? token : value));
}

/** The output as the next state reads it: as JSON, in a size that a state can have on AWS. */
function asJson(output: object): Json {
  const text = JSON.stringify(output ?? null);
  if (Buffer.byteLength(text) <= largestOutput) return JSON.parse(text) as Json;
  const message = `The output has ${Buffer.byteLength(text)} bytes; a state can hold ${largestOutput}.`;
  throw new TaskFailure({ name: 'States.DataLimitExceeded', message }, 'ends the execution');
}

function failureOf(error: unknown): TaskFailure {
  if (error instanceof TaskFailure) return error;
  return new TaskFailure({ name: Error.isError(error) ? error.name : 'Error', message: messageOf(error) });
}
