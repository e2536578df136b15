import { keyPath } from '../core/key-path.ts';
import { leftoverMs, type Run, type StreamScope } from '../core/run.ts';
import type { Clock, Documents, Ledger } from '../platform/ports.ts';

export type LeftoverDeps = { readonly documents: Documents; readonly ledger: Ledger; readonly clock: Clock };

/** A stream some of whose batches had no outcome when their run ended; they may come until then, and not after. */
type Leftover = { readonly run: number; readonly until: string };

const collection = 'leftovers';
const leftoverId = ({ connection, stream }: StreamScope): string => keyPath(connection, stream);
/** More pending batches than this are not looked through: all streams of the run count as having some. */
const looked = 1000;

/**
 * Remembers which streams of an ended run have batches without an outcome: dead letters that may be redriven, or messages
 * still in the queue. Nothing can be declared for an ended run, so that what is remembered now is all there will be.
 */
export async function noteLeftovers(deps: LeftoverDeps, run: Run): Promise<void> {
  // Every stream of it is settled.
  if (run.status === 'succeeded') return;
  const pending = await deps.ledger.pending(run, looked);
  const streams = pending.length < looked ? new Set(pending.map(({ stream }) => stream)) : run.streams;
  const ended = run.endedAt === undefined ? deps.clock.now().getTime() : Date.parse(run.endedAt);
  const leftover: Leftover = { run: run.run, until: new Date(ended + leftoverMs).toISOString() };
  for (const stream of streams) {
    const stored = await storedLeftover(deps.documents, { ...run, stream });
    if (stored === undefined || stored.until < leftover.until)
      await deps.documents.put(run.tenant, collection, leftoverId({ ...run, stream }), leftover);
  }
}

async function storedLeftover(documents: Documents, scope: StreamScope): Promise<Leftover | undefined> {
  return (await documents.get(scope.tenant, collection, leftoverId(scope)))?.value as Leftover | undefined;
}

/** Whether batches of an earlier run may still come, so that unchanged records have to move their revision. */
export async function mayHaveLeftovers(
  { documents, clock }: Pick<LeftoverDeps, 'documents' | 'clock'>,
  scope: StreamScope,
): Promise<boolean> {
  const stored = await storedLeftover(documents, scope);
  return stored !== undefined && Date.parse(stored.until) > clock.now().getTime();
}

/** Below `leftoverMs` by more than a batch takes: what begins before this is over when the runs stop expecting it. */
const latestMs = leftoverMs - 3_600_000;

/** Whether a batch of this run comes after the runs of its stream stopped expecting it. */
export function isTooLate({ endedAt }: Run, now: Date): boolean {
  return endedAt !== undefined && now.getTime() > Date.parse(endedAt) + latestMs;
}
