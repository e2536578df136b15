import { messageOf } from '../core/errors.ts';
import { pointerMessage } from '../core/messages.ts';
import { leaseMs, type Manifest, type Run, type RunError } from '../core/run.ts';
import { deadLetterQueue, erpSystemTopic, transformQueue } from '../core/topic-names.ts';
import { getConnection } from '../platform/catalogue.ts';
import { takeConnectionLease } from '../platform/connection-lease.ts';
import type { Ids, Queues } from '../platform/ports.ts';
import { announceRun, type CloseDeps, closeRun } from './close-run.ts';
import { completeSettle, type SettleDeps, settleIfComplete, settlingRuns } from './settle.ts';
import { startRun } from './start-run.ts';

export type SweepDeps = CloseDeps & SettleDeps & { readonly queues: Queues; readonly ids: Ids };

/** Executions a run may take before it is given up: each continues where the manifest ends, so many mean no progress. */
const maxExecutions = 30;
/** How often a lost pointer is published again before its batch is named as unsettled. */
const maxPublishes = 3;

/**
 * Looks after every open run. Where its execution lives, the lease is renewed and lost pointers are published again.
 * Where it was stopped, timed out or died (no Catch runs then), the lease is freed, notification.run says interrupted,
 * and the next execution continues the run from what the manifest confirms.
 */
export async function sweep(deps: SweepDeps): Promise<void> {
  for (const run of await deps.ledger.openRuns()) {
    const execution = await deps.executions.describe(run.executions.at(-1) ?? '');
    if (execution?.status === 'running') await deps.coordination.renew(run.fence, leaseMs);
    else await takeOver(deps, run);
  }
  for (const settling of await settlingRuns(deps.documents)) {
    if (await settleIfComplete(deps, settling)) continue;
    const run = await deps.ledger.run(settling.key);
    if (run && (await nothingUnderWay(deps.queues, run)) && !(await publishAgain(deps, run)))
      await completeSettle(deps, settling);
  }
}

async function takeOver(deps: SweepDeps, run: Run): Promise<void> {
  const { tenant, connection, mode, streams } = run;
  const lease = await takeConnectionLease(deps, run, `sweep.${deps.ids.next()}`);
  // Somebody else is at it already, for instance an execution that has not planned yet.
  if (!lease.ok) return;
  await deps.coordination.release(lease.fence);
  await announceRun(deps, run, 'interrupted');
  try {
    await getConnection(deps, tenant, connection);
  } catch (error) {
    return giveUp(deps, run, { name: 'NotFound', code: 'connection-unknown', message: messageOf(error) });
  }
  if (run.executions.length < maxExecutions)
    await startRun(deps, { tenant, connection, trigger: 'resume', mode, streams });
  else
    await giveUp(deps, run, {
      name: 'NotSettled',
      code: 'no-progress',
      message: `The run was interrupted ${maxExecutions} times; the next run begins anew.`,
    });
}

export type GiveUpDeps = CloseDeps & Pick<SweepDeps, 'ids' | 'executions'>;

/** Closes a run as failed that no execution will continue; does nothing while somebody holds its connection. */
export async function giveUp(deps: GiveUpDeps, run: Run, error: RunError): Promise<void> {
  const holder = `give-up.${deps.ids.next()}`;
  const lease = await takeConnectionLease(deps, run, holder);
  if (!lease.ok) return;
  const own = await deps.ledger.openRun(run, holder, lease.fence);
  await closeRun(deps, own, { status: 'failed', results: [], error });
}

/** True when the ERP's queue is empty: then a batch without an outcome has no message that could still bring one. */
async function nothingUnderWay(queues: Queues, run: Run): Promise<boolean> {
  const counts = await queues.counts();
  const waiting = counts.find((entry) => entry.queue === transformQueue(run.connector));
  return waiting === undefined || waiting.visible + waiting.inFlight === 0;
}

/** Publishes the pointers of pending batches again; false when there is none left that may be. */
async function publishAgain(deps: SweepDeps, run: Run): Promise<boolean> {
  const counts = await deps.queues.counts();
  const dead = counts.find((entry) => entry.queue === deadLetterQueue(transformQueue(run.connector)));
  const pending = await deps.ledger.pending(run, 100);
  const poison = dead !== undefined && dead.visible + dead.inFlight > 0;
  const lost = pending.filter((manifest) => manifest.publishes < (poison ? 1 : maxPublishes));
  for (const manifest of lost) await republish(deps, run, manifest);
  return lost.length > 0;
}

async function republish(deps: SweepDeps, run: Run, manifest: Manifest): Promise<void> {
  await deps.publish(erpSystemTopic(run.connector), [pointerMessage(run.connector, manifest)]);
  await deps.ledger.markPublished(run, manifest.stream, [manifest.batch]);
}
