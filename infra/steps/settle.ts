import type { RunKey } from '../../core/run.ts';
import type { ContinueDeps } from '../../distributor/continue-run.ts';
import { beginSettle, type SettleDeps, type StreamRead, settleNow } from '../../distributor/settle.ts';
import { named, type StateFunction } from './state-function.ts';

type SettlePayload = {
  readonly execution: string;
  readonly run: RunKey;
  readonly results: readonly StreamRead[];
  readonly token: string | null;
};

/** The Settle state, and SettleLate, which has no token. */
export function settleFunction(deps: () => SettleDeps & ContinueDeps): StateFunction {
  return named(({ execution, run, results, token }: SettlePayload) =>
    token === null ? settleNow(deps(), execution, run) : beginSettle(deps(), execution, run, results, token),
  );
}
