import type { Run, RunKey, RunStatus, StreamResult } from '../core/run.ts';
import { type Catalogue, getArtefact, getRegistration } from '../platform/catalogue.ts';
import { ownRun } from '../platform/connection-lease.ts';
import type { Ledger } from '../platform/ports.ts';
import { type CloseDeps, closeRun } from './close-run.ts';
import type { StreamSettlement } from './settle.ts';
import { nextWatermark } from './watermark.ts';

export type CommitDeps = CloseDeps & Catalogue;

/** The Commit state: streams that are settled move their watermarks, the others stay; the run is over. */
export async function commit(
  deps: CommitDeps,
  execution: string,
  key: RunKey,
  settlement: { readonly streams: readonly StreamSettlement[] },
): Promise<{ status: RunStatus; streams: readonly StreamResult[] }> {
  const run = await ownRun(deps.ledger, key, execution);
  if (run.status !== 'running') return { status: run.status, streams: run.results ?? [] };
  const results: StreamResult[] = [];
  for (const stream of settlement.streams) results.push(await resultOf(deps, run, stream));
  const failed = results.filter((result) => !result.ok).length;
  const status: RunStatus = failed === 0 ? 'succeeded' : failed === results.length ? 'failed' : 'partial';
  const first = results.find((result) => result.error)?.error;
  await closeRun(deps, run, { status, results, ...(first ? { error: first } : {}) });
  return { status, streams: results };
}

async function resultOf(deps: CommitDeps, run: Run, settled: StreamSettlement): Promise<StreamResult> {
  const { definition } = await getArtefact(deps, (await getRegistration(deps, run.connector, run.registration)).digest);
  const continuation = await deps.ledger.continuation(run, settled.stream);
  const watermark =
    settled.settled && continuation
      ? nextWatermark(definition.streams[settled.stream]?.cursor, continuation)
      : undefined;
  return {
    stream: settled.stream,
    ok: settled.settled,
    records: settled.records,
    outcomes: settled.outcomes,
    seconds: continuation ? await secondsTaken(deps.ledger, run, settled.stream, continuation.startedAt) : 0,
    ...(watermark === undefined ? {} : { watermark }),
    ...(settled.error ? { error: settled.error } : {}),
  };
}

/** From the first request to the last outcome. */
async function secondsTaken(ledger: Ledger, key: RunKey, stream: string, startedAt: string): Promise<number> {
  const outcomes = await ledger.outcomes(key, stream);
  const last = outcomes.reduce((latest, outcome) => Math.max(latest, Date.parse(outcome.at)), Date.parse(startedAt));
  return (last - Date.parse(startedAt)) / 1000;
}
