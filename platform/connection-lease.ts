import { connectionLease, leaseMs } from '../core/run.ts';
import type { Coordination, Executions, LeaseResult } from './ports.ts';

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
  if (first.ok || (await deps.executions.describe(first.holder))?.status === 'running') return first;
  await deps.coordination.release(first.fence);
  return deps.coordination.acquire(lease, holder, leaseMs);
}
