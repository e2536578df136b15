import type { StateError } from '../../core/errors.ts';
import { failRun } from '../../distributor/fail-run.ts';
import type { RunRequest } from '../../distributor/start-run.ts';
import type { GiveUpDeps } from '../../distributor/sweep.ts';
import { named, type StateFunction } from './state-function.ts';

type FailRunPayload = { readonly execution: string; readonly request: RunRequest; readonly error: StateError };

/** The FailRun state. */
export function failRunFunction(deps: () => GiveUpDeps): StateFunction {
  return named(async ({ execution, request, error }: FailRunPayload) => {
    await failRun(deps(), execution, request, error);
    return {};
  });
}
