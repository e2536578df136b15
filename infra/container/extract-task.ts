import type { ExtractInput, ExtractOutput } from '../../connectors/extract.ts';
import { isNamed, messageOf, stateMessage, TributaryError } from '../../core/errors.ts';
import { leaseMs, type RunError } from '../../core/run.ts';
import { ownRun } from '../../platform/connection-lease.ts';
import type { Clock, Coordination, Executions, Ledger } from '../../platform/ports.ts';
import { extractContainer } from '../options/container-machine.ts';

export type ExtractTask = { readonly input: ExtractInput; readonly token: string };

export type ExtractTaskDeps = {
  readonly extract: (input: ExtractInput, signal: AbortSignal) => Promise<ExtractOutput>;
  readonly executions: Pick<Executions, 'succeedTask' | 'failTask'>;
  /** Tells the machine that the task lives; false when it no longer waits for it. */
  readonly heartbeat: (token: string) => Promise<boolean>;
  readonly ledger: Ledger;
  readonly coordination: Coordination;
  readonly clock: Clock;
  /** Told of a heartbeat that could not be sent; the next one may. */
  readonly onFailure: (what: string, error: unknown) => void;
};

/** A tenth of what the machine allows, and far shorter than the lease. */
const beatMs = 60_000;
/** About what it takes to start another task: a shorter wait is spent here. */
const shortWaitSeconds = 120;

/** What the machine put into the environment. Throws InvalidInput for a task that was started by hand. */
export function readExtractTask(env: Readonly<Record<string, string | undefined>>): ExtractTask {
  const { inputPrefix, tokenVariable } = extractContainer;
  const token = env[tokenVariable];
  const input = Object.fromEntries(
    Object.entries(env)
      .filter(([name]) => name.startsWith(inputPrefix))
      .map(([name, value = 'null']) => [name.slice(inputPrefix.length), JSON.parse(value) as unknown]),
  );
  const missing = ['execution', 'run', 'stream', 'visit']
    .filter((field) => !(field in input))
    .map((field) => inputPrefix + field);
  if (!token) missing.push(tokenVariable);
  if (token && missing.length === 0) return { token, input: input as ExtractInput };
  const message = `The environment lacks ${missing.join(', ')}: this task is started by the Extract state of a Sync machine, not by hand.`;
  throw new TributaryError('InvalidInput', { code: 'task-incomplete', message });
}

/**
 * Reads one stream to its end, or until the ERP asks to wait for long, and answers the machine by its token. Where a
 * function would hand back a short wait and be called again, this goes on in the same process. A minute's beat keeps the task and the
 * connection's lease alive while a single call takes longer than the lease. True when the machine took a success.
 */
export async function runExtractTask(deps: ExtractTaskDeps, task: ExtractTask, stop: AbortSignal): Promise<boolean> {
  const over = new AbortController();
  const lost = new AbortController();
  const signal = AbortSignal.any([stop, lost.signal]);
  const beating = beat(deps, task, AbortSignal.any([signal, over.signal]), (reason) => lost.abort(reason));
  try {
    const output = await readToEnd(deps, task.input, signal);
    return await deps.executions.succeedTask(task.token, { Payload: output });
  } catch (error) {
    await deps.executions.failTask(
      task.token,
      taskError(signal.aborted ? signal.reason : error, task.input.visit.reasonBytes),
    );
    return false;
  } finally {
    over.abort();
    await beating;
  }
}

async function readToEnd(deps: ExtractTaskDeps, input: ExtractInput, signal: AbortSignal): Promise<ExtractOutput> {
  for (;;) {
    const output = await deps.extract(input, signal);
    if (output.outcome !== 'wait' || output.waitSeconds > shortWaitSeconds) return output;
    await deps.clock.sleep(output.waitSeconds * 1000, signal);
  }
}

async function beat(
  deps: ExtractTaskDeps,
  { input, token }: ExtractTask,
  until: AbortSignal,
  lose: (reason: unknown) => void,
): Promise<void> {
  for (;;) {
    await deps.clock.sleep(beatMs, until).catch(() => undefined);
    if (until.aborted) return;
    try {
      const { fence } = await ownRun(deps.ledger, input.run, input.execution);
      const held = await deps.coordination.renew(fence, leaseMs);
      if (!held || !(await deps.heartbeat(token))) return lose(lostTask(input));
    } catch (error) {
      if (isNamed(error, 'FenceLost')) return lose(error);
      deps.onFailure('heartbeat', error);
    }
  }
}

function lostTask({ run, stream }: ExtractInput): TributaryError {
  const message = `Stream ${stream} of run ${run.run} of ${run.connection} is no longer this task's: it stops and writes nothing more.`;
  return new TributaryError('FenceLost', { code: 'task-given-up', message });
}

/** The reason to abort with when ECS takes the task away; the machine starts another one. */
export function taskStopped(): TributaryError {
  const message =
    'The container was stopped (Spot capacity was taken back, or a deployment): another task goes on where this one stopped.';
  return new TributaryError('PlatformUnavailable', { code: 'task-stopped', message });
}

/** Name and message as a function's error would have them, so that the same Retry and Catch apply. */
function taskError(error: unknown, reasonBytes: number): RunError {
  if (!Error.isError(error)) return { name: 'Error', message: messageOf(error) };
  return { name: error.name, message: stateMessage(error, reasonBytes) };
}
