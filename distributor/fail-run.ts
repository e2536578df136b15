import { parseStateError, type StateError } from '../core/errors.ts';
import { closeRun } from './close-run.ts';
import type { RunRequest } from './start-run.ts';
import { type GiveUpDeps, giveUp } from './sweep.ts';

/**
 * The FailRun state: closes the run this execution holds as failed. An execution that was to continue a run and could
 * not even plan it closes that run too. Where neither is the case there is nothing to close: the execution itself says
 * what happened.
 */
export async function failRun(
  deps: GiveUpDeps,
  execution: string,
  request: RunRequest,
  error: StateError,
): Promise<void> {
  const [run] = await deps.ledger.runs(request.tenant, request.connection, 1);
  if (run?.status !== 'running') return;
  if (run.executions.at(-1) === execution)
    await closeRun(deps, run, { status: 'failed', results: [], error: parseStateError(error) });
  else if (request.trigger === 'resume') await giveUp(deps, run, parseStateError(error));
}
