import { cutReason, parseStateError } from '../core/errors.ts';
import { firstVisit } from '../core/execution-budget.ts';
import { countOutcomes } from '../core/outcome.ts';
import type { BatchOutcome, Continuation, Run, RunError, RunKey, RunStatus, StreamResult } from '../core/run.ts';
import { type Catalogue, getArtefact, getRegistration } from '../platform/catalogue.ts';
import { ownRun } from '../platform/connection-lease.ts';
import type { Ledger } from '../platform/ports.ts';
import { type CloseDeps, closeRun, leaveRun } from './close-run.ts';
import type { StreamRead } from './settle.ts';
import { describeUnsettled, settlementOf } from './settlement.ts';
import { nextWatermark } from './watermark.ts';

export type CommitDeps = CloseDeps & Catalogue;

/** What the machine ends with: per stream a count and a reason, all of them small enough for a state. */
export type CommitOutput = {
  readonly status: RunStatus;
  readonly streams: readonly {
    readonly stream: string;
    readonly ok: boolean;
    readonly records: number;
    readonly reason?: string;
  }[];
};

/** The Commit state: streams that are settled move their watermarks, the others stay; the run is over. */
export async function commit(
  deps: CommitDeps,
  execution: string,
  key: RunKey,
  reads: readonly StreamRead[],
): Promise<CommitOutput> {
  const run = await ownRun(deps.ledger, key, execution);
  if (run.status !== 'running') {
    // An attempt before this one closed it, and may have died before it left it.
    await leaveRun(deps, run);
    return outputOf(run.status, run.results ?? []);
  }
  const results: StreamResult[] = [];
  for (const read of reads) results.push(await resultOf(deps, run, read));
  const failed = results.filter((result) => !result.ok).length;
  const status: RunStatus = failed === 0 ? 'succeeded' : failed === results.length ? 'failed' : 'partial';
  const first = results.find((result) => result.error)?.error;
  await closeRun(deps, run, { status, results, ...(first ? { error: first } : {}) });
  return outputOf(status, results);
}

function outputOf(status: RunStatus, results: readonly StreamResult[]): CommitOutput {
  const { reasonBytes } = firstVisit(Math.max(1, results.length));
  const streams = results.map(({ stream, ok, records, error }) => ({
    ...{ stream, ok, records },
    ...(error ? { reason: cutReason(`${error.name}: ${error.message}`, reasonBytes) } : {}),
  }));
  return { status, streams };
}

async function resultOf(deps: CommitDeps, run: Run, read: StreamRead): Promise<StreamResult> {
  const { stream } = read;
  const { definition } = await getArtefact(deps, (await getRegistration(deps, run.connector, run.registration)).digest);
  const continuation = await deps.ledger.continuation(run, stream);
  const outcomes = await deps.ledger.outcomes(run, stream);
  const error = await whyUnsettled(deps.ledger, run, read, continuation, outcomes);
  const watermark =
    error === undefined && continuation ? nextWatermark(definition.streams[stream]?.cursor, continuation) : undefined;
  return {
    stream,
    ok: error === undefined,
    records: continuation?.records ?? 0,
    outcomes: countOutcomes(outcomes.map((outcome) => outcome.outcomes)),
    seconds: continuation ? secondsTaken(continuation.startedAt, outcomes) : 0,
    ...(watermark === undefined ? {} : { watermark }),
    ...(error ? { error } : {}),
  };
}

/** What keeps a stream from being settled: it failed, it was not read to its end, or a batch has no complete outcome. */
async function whyUnsettled(
  ledger: Ledger,
  run: Run,
  { stream, ok, later, error }: StreamRead,
  continuation: Continuation | undefined,
  outcomes: readonly BatchOutcome[],
): Promise<RunError | undefined> {
  if (later) return noProgress(run, stream);
  if (!ok) return parseStateError(error ?? { Error: 'Unknown' });
  if (!continuation?.done)
    return { name: 'NotSettled', code: 'not-read', message: `Stream ${stream} was not read to its end.` };
  const settlement = settlementOf(continuation, await ledger.manifests(run, stream), outcomes);
  if (settlement.settled) return undefined;
  return { name: 'NotSettled', code: 'not-settled', message: describeUnsettled(stream, settlement.unsettled) };
}

function noProgress({ executions }: Run, stream: string): RunError {
  const message = `Stream ${stream} was continued ${executions.length - 1} times and still was not read to its end; the next run begins it anew.`;
  return { name: 'NotSettled', code: 'no-progress', message };
}

/** From the first request to the last outcome. */
function secondsTaken(startedAt: string, outcomes: readonly BatchOutcome[]): number {
  const last = outcomes.reduce((latest, outcome) => Math.max(latest, Date.parse(outcome.at)), Date.parse(startedAt));
  return (last - Date.parse(startedAt)) / 1000;
}
