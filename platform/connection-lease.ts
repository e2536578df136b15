import { TributaryError } from '../core/errors.ts';
import { connectionLease, leaseMs, type Run, type RunKey } from '../core/run.ts';
import type { Coordination, Executions, LeaseResult, Ledger } from './ports.ts';

/** Holders that are no executions: they keep a lease until they let it go or it expires. */
const lastingHolder = /^erase\./;

/** Who erases a person holds its connections by this name. */
export function erasureHolder(id: string): string {
  return `erase.${id}`;
}

/**
 * Takes the lease that keeps runs of a connection from overlapping. A holder is an execution: where it no longer runs
 * (its process died before it could open a run, say), its lease is taken over at once instead of after its expiry.
 */
export async function takeConnectionLease(
  deps: { readonly coordination: Coordination; readonly executions: Pick<Executions, 'describe'> },
  scope: { readonly tenant: string; readonly connection: string },
  holder: string,
): Promise<LeaseResult> {
  const lease = connectionLease(scope.tenant, scope.connection);
  const first = await deps.coordination.acquire(lease, holder, leaseMs);
  if (first.ok) return first;
  // The same execution asks again when a step after this one failed and was retried.
  const alive =
    lastingHolder.test(first.holder) ||
    (first.holder !== holder && (await deps.executions.describe(first.holder))?.status === 'running');
  if (alive) return first;
  await deps.coordination.release(first.fence);
  return deps.coordination.acquire(lease, holder, leaseMs);
}

/**
 * The run as the execution that works on it may see it. Throws NotFound, and FenceLost where a newer execution has taken
 * the run over: its fence stands in the same row, and must not serve the old one.
 */
export async function ownRun(ledger: Pick<Ledger, 'run'>, key: RunKey, execution: string): Promise<Run> {
  const run = await ledger.run(key);
  if (!run)
    throw new TributaryError('NotFound', {
      code: 'run-unknown',
      message: `Run ${key.run} of ${key.connection} is not in the ledger.`,
    });
  if (run.executions.at(-1) === execution) return run;
  const message = `Run ${key.run} of ${key.connection} was taken over by a newer execution; this one changes nothing more.`;
  throw new TributaryError('FenceLost', { code: 'lease-lost', message });
}
