import { keyPath } from '../../../core/key-path.ts';
import type { Manifest, Run, RunKey } from '../../../core/run.ts';
import type { Clock, Ledger } from '../../ports.ts';
import { tally } from '../../pruning.ts';
import type { Pruned, PruneRequest } from '../../removal-ports.ts';
import { eachAtMost } from '../each-at-most.ts';
import { connectionPartition, headKey, runPartition, runRowKey, runsPrefix } from '../ledger-keys.ts';
import { getRow, type Key, queryRows, startingWith } from '../rows.ts';
import { runOf } from '../run-rows.ts';
import type { Table } from '../table.ts';
import { deleteRow } from '../writes.ts';
import { markPruned, runsToPrune } from './run-pointers.ts';

export type RunPlaces = {
  readonly table: Table;
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'manifests' | 'outcomes'>;
  readonly deleteBlob: (key: string) => Promise<void>;
};

/** Requests at a time. */
const atOnce = 32;

/**
 * Raw batches, by the names that the manifests have of them: deleting costs nothing on S3, and listing would. Orphans and
 * what the bucket's own rule is quicker with go by that rule.
 */
export async function pruneRaw(places: RunPlaces, request: PruneRequest): Promise<Pruned> {
  const total = tally();
  for await (const { run, pointer } of runsToPrune(places.table, places.clock, request, [0])) {
    if (request.signal.aborted) return total.result(false);
    const { going, kept } = await rawBatches(places.ledger, run, request);
    if (!request.dryRun) {
      const keys = run.streams.map((stream) => keyPath('raw', run.tenant, run.connection, stream, run.run, 'keys'));
      await eachAtMost(atOnce, [...going.map(({ blob }) => blob), ...keys], places.deleteBlob);
      if (!kept) await markPruned(places.table, pointer, 1);
    }
    total.add(
      going.length,
      going.reduce((sum, { bytes }) => sum + bytes, 0),
    );
  }
  return total.result(true);
}

/** Which raw batches of a run may go, and whether others must stay. */
async function rawBatches(
  ledger: RunPlaces['ledger'],
  run: Run,
  { keeps, unsettledBefore }: PruneRequest,
): Promise<{ readonly going: readonly Manifest[]; readonly kept: boolean }> {
  const waits = (run.endedAt ?? '') >= unsettledBefore.toISOString();
  const going: Manifest[] = [];
  let kept = false;
  for (const stream of run.streams) {
    const settled = new Set((await ledger.outcomes(run, stream)).map(({ batchId }) => batchId));
    for (const manifest of await ledger.manifests(run, stream))
      if (keeps(manifest.blob) || (waits && !settled.has(manifest.id))) kept = true;
      else going.push(manifest);
  }
  return { going, kept };
}

/** Manifests, continuations and outcomes of runs whose raw batches are gone. */
export async function pruneLedger(places: RunPlaces, request: PruneRequest): Promise<Pruned> {
  const { table, clock } = places;
  const total = tally();
  for await (const { run, pointer } of runsToPrune(table, clock, request, request.dryRun ? [0, 1] : [1])) {
    if (request.signal.aborted) return total.result(false);
    if (request.dryRun && (await rawBatches(places.ledger, run, request)).kept) continue;
    const rows = await queryRows(table, { pk: runPartition(run) });
    const keys = rows.map((row): Key => ({ pk: String(row['pk']), sk: String(row['sk']) }));
    // C#, M#, O#: manifests before outcomes, because one that is left without would be taken for never processed.
    for (const group of request.dryRun ? [] : Map.groupBy(keys, ({ sk }) => sk[0]).values())
      await eachAtMost(atOnce, group, (key) => deleteRow(table, 'removing a row of an old run', key));
    if (!request.dryRun) await markPruned(table, pointer, 2);
    total.add(
      rows.length,
      rows.reduce((sum, row) => sum + JSON.stringify(row).length, 0),
    );
  }
  return total.result(true);
}

/** Runs of which nothing else is left, but for the last and the last good one of each connection. */
export async function pruneRuns({ table, clock, ledger }: RunPlaces, request: PruneRequest): Promise<Pruned> {
  const total = tally();
  const lasting = new Map<string, ReadonlySet<number>>();
  for await (const { run, pointer } of runsToPrune(table, clock, request, request.dryRun ? [0, 1, 2] : [2])) {
    if (request.signal.aborted) return total.result(false);
    if (request.dryRun && (await rawBatches(ledger, run, request)).kept) continue;
    const name = connectionPartition(run);
    const stay = lasting.get(name) ?? (await lastingRuns(table, run));
    lasting.set(name, stay);
    if (stay.has(run.run)) continue;
    // The run before what leads to it: cut off in between, the next call finds the pointer again.
    for (const key of request.dryRun ? [] : [runRowKey(run), pointer])
      await deleteRow(table, `removing run ${run.run} of ${run.connection}`, key);
    total.add(1, JSON.stringify(run).length);
  }
  return total.result(true);
}

async function lastingRuns(table: Table, key: Pick<RunKey, 'tenant' | 'connection'>): Promise<ReadonlySet<number>> {
  const last = Number((await getRow(table, headKey(key)))?.['run'] ?? 0);
  const range = { ...startingWith(connectionPartition(key), runsPrefix), descending: true };
  for (let most = 20; ; most *= 4) {
    const runs = (await queryRows(table, range, most)).map(runOf);
    const good = runs.find(({ status }) => status === 'succeeded' || status === 'partial');
    if (good || runs.length < most) return new Set([last, ...(good ? [good.run] : [])]);
  }
}
