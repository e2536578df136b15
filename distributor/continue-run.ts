import { digestOf } from '../core/digest.ts';
import type { Run } from '../core/run.ts';
import type { Coordination, Execution, Executions } from '../platform/ports.ts';
import { executionName } from './start-run.ts';

export type ContinueDeps = { readonly executions: Executions; readonly coordination: Coordination };

/** Executions a run may take before it is given up: each continues where the manifest ends, so many mean no progress. */
export const maxExecutions = 30;

/** What an execution gives that has used up its visits and handed the run to the next one. */
export const continued = { outcome: 'continued' } as const;

/** Whether the execution ended in good order, for the next one to continue its run. */
export function wasContinued({ status, output }: Execution): boolean {
  return (
    status === 'succeeded' &&
    output !== null &&
    typeof output === 'object' &&
    'outcome' in output &&
    output.outcome === continued.outcome
  );
}

/**
 * Frees the lease of the present execution and starts the one after it; gives its id. Its name follows from the run, so
 * that a second call starts nothing.
 */
export async function startNext(deps: ContinueDeps, run: Run): Promise<string> {
  const { tenant, connection, connector, mode, streams } = run;
  const next = digestOf(tenant, connection, run.run, run.executions.length);
  await deps.coordination.release(run.fence);
  return deps.executions.start(connector, executionName(run, { next: () => next }), {
    ...{ tenant, connection, connector, trigger: 'resume', mode, streams },
  });
}
