import { digestOf } from '../core/digest.ts';
import { cutReason, TributaryError } from '../core/errors.ts';
import type { Run, RunError, RunStatus, StreamResult } from '../core/run.ts';
import { notificationTopic } from '../core/topic-names.ts';
import { deletePlan } from '../platform/catalogue.ts';
import type { Clock, Coordination, Documents, Ledger, Publish } from '../platform/ports.ts';

export type CloseDeps = {
  readonly ledger: Ledger;
  readonly documents: Documents;
  readonly coordination: Coordination;
  readonly publish: Publish;
  readonly clock: Clock;
};

export type RunEnd = {
  readonly status: RunStatus;
  readonly results: readonly StreamResult[];
  readonly error?: RunError;
};

/**
 * Publishes notification.run, closes the run with its watermarks, frees the lease; in this order, so that a crash in
 * between repeats the same message id instead of losing the message.
 */
export async function closeRun(deps: CloseDeps, run: Run, end: RunEnd): Promise<void> {
  if (!(await deps.coordination.holds(run.fence))) {
    const message = `Run ${run.run} of ${run.connection} was taken over by a newer execution; this one changes nothing more.`;
    throw new TributaryError('FenceLost', { code: 'lease-lost', message });
  }
  await announceRun(deps, run, end.status, end);
  await deps.ledger.closeRun(run, end, run.fence);
  await leaveRun(deps, run);
}

/** What is left to do once a run is closed; harmless when it was done before. */
export async function leaveRun(deps: Pick<CloseDeps, 'documents' | 'coordination'>, run: Run): Promise<void> {
  await deletePlan(deps, run);
  await deps.coordination.release(run.fence);
}

/** Publishes notification.run; the id is the same for the same run and end. */
export async function announceRun(
  deps: Pick<CloseDeps, 'publish' | 'clock'>,
  run: Run,
  status: RunStatus | 'interrupted',
  end?: Partial<RunEnd>,
): Promise<void> {
  const { tenant, connection } = run;
  // A run ends once, whatever execution says so; it may be interrupted many times.
  const id = digestOf(tenant, connection, run.run, status === 'interrupted' ? run.executions.length : 'ended');
  const data = {
    tenant,
    connection,
    connector: run.connector,
    run: run.run,
    status,
    streams: withShortReasons(end?.results ?? []),
    ...(end?.error ? { error: end.error } : {}),
  };
  const event = {
    specversion: '1.0',
    id,
    source: `/tributary/${tenant}/${connection}`,
    type: 'tributary.notification.run',
    subject: `${connection}/${run.run}`,
    time: deps.clock.now().toISOString(),
    datacontenttype: 'application/json',
    data,
  };
  await deps.publish(notificationTopic('run'), [
    { id, body: JSON.stringify(event), attributes: { tenant, connection, status, run: String(run.run) } },
  ]);
}

/** What the reasons of all streams may take of a message of 200 KB; the most streams there can be take 145 KB without. */
const allReasonBytes = 50_000;

function withShortReasons(results: readonly StreamResult[]): readonly StreamResult[] {
  const bytes = Math.floor(allReasonBytes / results.length);
  return results.map(({ error, ...result }) =>
    error ? { ...result, error: { ...error, message: cutReason(error.message, bytes) } } : result,
  );
}
