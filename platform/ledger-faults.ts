import { TributaryError } from '../core/errors.ts';
import type { Fence, RunKey, RunStatus } from '../core/run.ts';

export function runName(key: RunKey): string {
  return `run ${key.run} of connection ${key.connection} (tenant ${key.tenant})`;
}

/** The fence is not the newest of its lease, or the lease has expired. */
export function leaseLost({ lease, token }: Fence): TributaryError {
  return new TributaryError('FenceLost', {
    code: 'lease-lost',
    message: `The lease ${lease} has expired or belongs to a newer attempt (this one had token ${token}): nothing was written, and nothing need be done.`,
    details: { lease, token },
  });
}

export function runUnknown(key: RunKey): TributaryError {
  const message = `There is no ${runName(key)} in the ledger.`;
  return new TributaryError('NotFound', { code: 'run-unknown', message });
}

/** The run has ended: what a late writer adds to it nobody would settle. */
export function runClosed(key: RunKey, status: RunStatus): TributaryError {
  const message = `The ${runName(key)} has ended already (${status}): nothing was written.`;
  return new TributaryError('FenceLost', { code: 'run-closed', message });
}

export function notAnEnd(key: RunKey): TributaryError {
  const message = `The ${runName(key)} cannot be ended with the status running: say succeeded, partial or failed.`;
  return new TributaryError('InvalidInput', { code: 'status-not-final', message });
}

export function batchExists(key: RunKey, stream: string, batch: number): TributaryError {
  const message = `Batch ${batch} of stream ${stream} is in the manifest of ${runName(key)} already: nothing was written. Continue from the stored continuation.`;
  return new TributaryError('NotSettled', { code: 'batch-exists', message });
}
