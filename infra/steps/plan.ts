import type { RunRequest } from '../../distributor/start-run.ts';
import { type PlanDeps, plan } from '../../transformer/plan.ts';
import { named, type StateFunction } from './state-function.ts';

type PlanPayload = { readonly execution: string; readonly request: RunRequest };

/** The Plan state. */
export function planFunction(deps: () => PlanDeps): StateFunction {
  return named((payload: PlanPayload) => plan(deps(), payload.execution, payload.request));
}
