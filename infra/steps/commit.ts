import type { RunKey } from '../../core/run.ts';
import { type CommitDeps, commit } from '../../distributor/commit.ts';
import type { StreamRead } from '../../distributor/settle.ts';
import { named, type StateFunction } from './state-function.ts';

type CommitPayload = {
  readonly execution: string;
  readonly run: RunKey;
  readonly results: readonly StreamRead[];
};

/** The Commit state. */
export function commitFunction(deps: () => CommitDeps): StateFunction {
  return named(({ execution, run, results }: CommitPayload) => commit(deps(), execution, run, results));
}
