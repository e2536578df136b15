import { isNamed, messageOf } from '../core/errors.ts';
import { pointerMessage } from '../core/messages.ts';
import { leaseMs, type Manifest, type Run, type RunError } from '../core/run.ts';
import { erpSystemTopic, transformQueue } from '../core/topic-names.ts';
import { getConnection } from '../platform/catalogue.ts';
import { takeConnectionLease } from '../platform/connection-lease.ts';
import type { Ids, Queues } from '../platform/ports.ts';
import { announceRun, type CloseDeps, closeRun } from './close-run.ts';
import { maxExecutions, startNext, wasContinued } from './continue-run.ts';
import {
  completeSettle,
  forgetSettling,
  type SettleDeps,
  type Settling,
  settleIfComplete,
  settlingRuns,
} from './settle.ts';
import { startRun } from './start-run.ts';

export type SweepDeps = CloseDeps & SettleDeps & { readonly queues: Queues; readonly ids: Ids };

/** How often a lost pointer is published again before its batch is named as unsettled. */
const maxPublishes = 2;
/** Longer than a poison batch's four receives with their pauses take: a run in which nothing happened for so long waits for nothing. */
const stallMs = 10 * 60_000;

/**
 * Looks after every open run. Where its execution lives, the lease is renewed and lost pointers are published again.
 * Where it was stopped, timed out or died (no Catch runs then), the lease is freed, notification.run says interrupted,
 * and the next execution continues the run from what the manifest confirms.
 */
export async function sweep(deps: SweepDeps): Promise<void> {
  const faults: unknown[] = [];
  // One run's trouble must not keep the others waiting.
  const each = async (work: () => Promise<void>): Promise<void> =>
    work().catch((error: unknown) => void faults.push(error));
  for (const run of await deps.ledger.openRuns()) await each(() => lookAfter(deps, run));
  for (const settling of await settlingRuns(deps.documents)) await each(() => lookAfterSettling(deps, settling));
  const fatal = faults.find((fault) => isNamed(fault, 'StorageFailed'));
  if (faults.length > 0) throw fatal ?? faults[0];
}

async function lookAfter(deps: SweepDeps, run: Run): Promise<void> {
  const execution = await deps.executions.describe(run.executions.at(-1) ?? '');
  if (execution?.status === 'running') await deps.coordination.renew(run.fence, leaseMs);
  else if (!(execution && wasContinued(execution) && (await nextLives(deps, run)))) await takeOver(deps, run);
}

/** Whether the execution that continues the run is under way; starts it where the one before did not come to that. */
async function nextLives(deps: SweepDeps, run: Run): Promise<boolean> {
  const next = await startNext(deps, run);
  return (await deps.executions.describe(next))?.status === 'running';
}

async function lookAfterSettling(deps: SweepDeps, settling: Settling): Promise<void> {
  const run = await deps.ledger.run(settling.key);
  if (run?.status !== 'running') return forgetSettling(deps.documents, settling.key);
  if (await settleIfComplete(deps, settling)) return;
  const pending = await deps.ledger.pending(run, 100);
  if (await isUnderWay(deps, run, settling, pending)) return;
  const lost = pending.filter((manifest) => manifest.publishes < maxPublishes);
  for (const manifest of lost) await republish(deps, run, manifest);
  if (lost.length === 0) await completeSettle(deps, settling);
}

async function takeOver(deps: SweepDeps, run: Run): Promise<void> {
  const { tenant, connection, connector, mode, streams } = run;
  const lease = await takeConnectionLease(deps, run, `sweep.${deps.ids.next()}`);
  // Somebody else is at it already, for instance an execution that has not planned yet.
  if (!lease.ok) return;
  await deps.coordination.release(lease.fence);
  const now = await deps.ledger.run(run);
  // It has ended, or somebody has taken it over, since the open runs were listed.
  if (now?.status !== 'running' || now.executions.length !== run.executions.length) return;
  await announceRun(deps, run, 'interrupted');
  try {
    await getConnection(deps, tenant, connection);
  } catch (error) {
    if (!isNamed(error, 'NotFound')) throw error;
    return giveUp(deps, run, { name: 'NotFound', code: 'connection-unknown', message: messageOf(error) });
  }
  if (run.executions.length < maxExecutions) {
    await startRun(deps, { tenant, connection, connector, trigger: 'resume', mode, streams });
    return;
  }
  const message = `The run was interrupted ${maxExecutions} times; the next run begins anew.`;
  await giveUp(deps, run, { name: 'NotSettled', code: 'no-progress', message });
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

/**
 * True while the outcomes of pending batches may still come: the ERP's queue, which all its connections share, holds
 * messages, and something of this run has happened lately. Otherwise no message is left that could bring one.
 */
async function isUnderWay(
  deps: SweepDeps,
  run: Run,
  settling: Settling,
  pending: readonly Manifest[],
): Promise<boolean> {
  const waiting = (await deps.queues.counts()).find((entry) => entry.queue === transformQueue(run.connector));
  if (waiting === undefined || waiting.visible + waiting.inFlight === 0) return false;
  const quietSince = deps.clock.now().getTime() - stallMs;
  const recent = [settling.since, ...pending.map(({ publishedAt }) => publishedAt ?? '')];
  if (recent.some((at) => Date.parse(at) > quietSince)) return true;
  for (const stream of run.streams) {
    const outcomes = await deps.ledger.outcomes(run, stream);
    if (outcomes.some((outcome) => Date.parse(outcome.at) > quietSince)) return true;
  }
  return false;
}

async function republish(deps: SweepDeps, run: Run, manifest: Manifest): Promise<void> {
  await deps.publish(erpSystemTopic(run.connector), [pointerMessage(run.connector, manifest)]);
  await deps.ledger.markPublished(run, manifest.stream, [manifest.batch]);
}
