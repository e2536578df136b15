import { TributaryError } from '../../core/errors.ts';
import type { Clock, Execution, Executions } from '../ports.ts';
import type { Database } from './database.ts';
import { endOf, type InterpreterEvent, journalEvent } from './execution-events.ts';
import { type ExecutionEnd, type ExecutionJournal, executionJournal } from './execution-journal.ts';
import { type CheckedMachine, checkMachine } from './state-machine.ts';
import { type ServiceFunction, taskHandlers, tokenPlaceholder } from './task-handlers.ts';
import { type TaskTokens, taskTokens } from './task-tokens.ts';

export type ExecutionsOptions = {
  /** The state machine in Amazon States Language, with nothing left to fill in. */
  readonly definition: object;
  /** What its tasks invoke, by the FunctionName. */
  readonly functions: Readonly<Record<string, ServiceFunction>>;
  /** Gets the first StorageFailed of a function or of the journal: the process must end. */
  readonly onFatal: (error: unknown) => void;
};

export type EmbeddedExecutions = Executions & {
  /** The execution when it has ended and its functions have returned; at once when it does not run in this process. */
  ended(id: string): Promise<Execution | undefined>;
  /** Executions that are running by the journal and not in this process: their process died. */
  abandoned(): Promise<readonly string[]>;
  /** Ends an abandoned execution in the journal. */
  markDied(id: string): Promise<void>;
  /** Stops what runs here and waits until its functions have returned. */
  close(): Promise<void>;
};

type Running = { readonly stop: () => void; readonly ended: Promise<void> };

type Parts = ExecutionsOptions & {
  readonly checked: CheckedMachine;
  readonly journal: ExecutionJournal;
  readonly tokens: TaskTokens;
};

/**
 * Runs the state machine in this process and journals every event as it happens. Waits and time limits are real time,
 * whatever the clock. Throws InvalidInput when the machine cannot be run.
 */
export function embeddedExecutions(db: Database, clock: Clock, options: ExecutionsOptions): EmbeddedExecutions {
  const checked = checkMachine(options.definition, Object.keys(options.functions));
  const onFatal = first(options.onFatal);
  const parts: Parts = { ...options, onFatal, checked, journal: executionJournal(db, clock), tokens: taskTokens() };
  const { journal, tokens } = parts;
  const own = new Map<string, Running>();
  let closed = false;
  const stop = (id: string, reason: string): void => {
    journal.add(id, { type: 'ExecutionAborted', detail: { reason } }, stoppedBecause('ExecutionStopped', reason));
    own.get(id)?.stop();
  };
  const close = async (): Promise<void> => {
    closed = true;
    for (const [id, running] of own) {
      try {
        stop(id, 'The process was asked to end.');
      } catch (error) {
        onFatal(error);
        running.stop();
      }
    }
    await Promise.all([...own.values()].map(({ ended }) => ended));
  };
  return {
    // One machine serves every connector here, so that the name alone is the id.
    start: async (_connector, id, input) => {
      if (closed) throw ending(id);
      if (!journal.begin(id, input)) return id;
      const running = begin(parts, id, input);
      own.set(id, running);
      void running.ended.then(() => own.delete(id));
      return id;
    },
    describe: journal.describe,
    history: journal.history,
    stop: async (id, reason) => stop(id, reason),
    succeedTask: async (token, output) => tokens.succeed(token, output),
    failTask: async (token, error) => tokens.fail(token, error),
    ended: async (id) => {
      await own.get(id)?.ended;
      return journal.describe(id);
    },
    abandoned: async () => journal.runningIds().filter((id) => !own.has(id)),
    markDied: async (id) => {
      if (own.has(id)) return;
      const reason = 'The process that ran it ended without a word.';
      journal.add(id, { type: 'ExecutionAborted', detail: { reason } }, stoppedBecause('ProcessDied', reason));
    },
    close,
  };
}

/** Every function and the journal fail together: one report is enough. */
function first(report: (error: unknown) => void): (error: unknown) => void {
  let reported = false;
  return (error) => {
    if (!reported) report(error);
    reported = true;
  };
}

function stoppedBecause(name: string, message: string): ExecutionEnd {
  return { status: 'stopped', error: { name, message } };
}

function ending(id: string): TributaryError {
  const message = `The execution ${id} was not started: this process is ending.`;
  return new TributaryError('PlatformUnavailable', { code: 'process-ending', message });
}

/** Starts on the next turn, so that a caller's transaction is over when the first function is invoked. */
function begin(parts: Parts, id: string, input: object): Running {
  const controller = new AbortController();
  const invocations = new Set<Promise<unknown>>();
  const run = async (): Promise<void> => {
    try {
      await follow(parts, id, input, controller, invocations);
    } catch (error) {
      parts.onFatal(error);
    }
    controller.abort();
    await Promise.allSettled(invocations);
  };
  return { stop: () => controller.abort(), ended: Promise.resolve().then(run) };
}

/** Runs to the end and journals; ends early when the journal says that the execution no longer runs. */
async function follow(
  parts: Parts,
  id: string,
  input: object,
  controller: AbortController,
  invocations: Set<Promise<unknown>>,
): Promise<void> {
  const { signal } = controller;
  if (signal.aborted) return;
  const track = (invocation: Promise<unknown>): void => {
    invocations.add(invocation);
    const done = (): boolean => invocations.delete(invocation);
    invocation.then(done, done);
  };
  const execution = parts.checked.machine.run(JSON.parse(JSON.stringify(input)), {
    context: { Execution: { Id: id, Name: id }, Task: { Token: tokenPlaceholder } },
    overrides: {
      taskResourceLocalHandlers: taskHandlers(parts.checked.tasks, { ...parts, executionId: id, signal, track }),
    },
  });
  execution.result.catch(() => undefined); // the last event says the same
  signal.addEventListener('abort', execution.abort, { once: true });
  for await (const event of execution.eventLogs as AsyncIterable<InterpreterEvent>) {
    if (event.type === 'ExecutionAborted') return;
    if (!parts.journal.add(id, journalEvent(event), endOf(event))) return;
  }
}
