import type { Services } from './services.ts';
import { commitFunction } from './steps/commit.ts';
import { extractFunction } from './steps/extract.ts';
import { failRunFunction } from './steps/fail-run.ts';
import { planFunction } from './steps/plan.ts';
import { settleFunction } from './steps/settle.ts';
import type { StateFunction } from './steps/state-function.ts';

/**
 * All functions of the Sync machine by the placeholder that names them in infra/sync.asl.json; the services are asked for
 * at each call. On AWS each is a function of its own (infra/functions), with what it needs in its bundle and no more.
 */
export function stateFunctions(services: () => Services): Readonly<Record<string, StateFunction>> {
  return {
    PlanFunctionArn: planFunction(services),
    ExtractFunctionArn: extractFunction(services),
    SettleFunctionArn: settleFunction(services),
    CommitFunctionArn: commitFunction(services),
    FailRunFunctionArn: failRunFunction(services),
  };
}
