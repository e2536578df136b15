import { type ExtractInput, extract } from '../connectors/extract.ts';
import { type StateError, stateMessage } from '../core/errors.ts';
import type { RunKey } from '../core/run.ts';
import { commit } from '../distributor/commit.ts';
import { failRun } from '../distributor/fail-run.ts';
import { beginSettle, type StreamRead, type StreamSettlement, settleNow } from '../distributor/settle.ts';
import type { RunRequest } from '../distributor/start-run.ts';
import { plan } from '../transformer/plan.ts';
import type { Services } from './services.ts';

/** One function of the Sync machine, as infra/sync.asl.json calls it. */
export type StateFunction = (payload: never, context: { readonly signal: AbortSignal }) => Promise<object>;

type PlanPayload = { readonly execution: string; readonly request: RunRequest };
type SettlePayload = {
  readonly execution: string;
  readonly run: RunKey;
  readonly results: readonly StreamRead[];
  readonly token: string | null;
};
type CommitPayload = {
  readonly execution: string;
  readonly run: RunKey;
  readonly settlement: { readonly streams: readonly StreamSettlement[] };
};
type FailRunPayload = { readonly execution: string; readonly request: RunRequest; readonly error: StateError };

/** The functions by the placeholder that names them in infra/sync.asl.json; the services are asked for at each call. */
export function stateFunctions(services: () => Services): Readonly<Record<string, StateFunction>> {
  return {
    PlanFunctionArn: named((payload: PlanPayload) => plan(services(), payload.execution, payload.request)),
    ExtractFunctionArn: named((payload: ExtractInput, { signal }) => extract(services(), payload, signal)),
    SettleFunctionArn: named(({ execution, run, results, token }: SettlePayload) =>
      token === null
        ? settleNow(services(), execution, run, results)
        : beginSettle(services(), execution, run, results, token),
    ),
    CommitFunctionArn: named(({ execution, run, settlement }: CommitPayload) =>
      commit(services(), execution, run, settlement),
    ),
    FailRunFunctionArn: named(async ({ execution, request, error }: FailRunPayload) => {
      await failRun(services(), execution, request, error);
      return {};
    }),
  };
}

/** A state machine keeps only an error's name and message, so the code goes along in the message. */
function named<P>(work: (payload: P, context: { readonly signal: AbortSignal }) => Promise<object>): StateFunction {
  return async (payload, context) => {
    try {
      return await work(payload, context);
    } catch (error) {
      if (Error.isError(error)) error.message = stateMessage(error);
      throw error;
    }
  };
}
