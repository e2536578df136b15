import { setImmediate } from 'node:timers/promises';
import type { RunKey } from '../../../core/run.ts';
import { latestBefore, pruneBefore, type Tally, tally } from '../../pruning.ts';
import type { Pruned, PruneRequest } from '../../removal-ports.ts';
import type { Database, Row } from '../database.ts';
import type { RawFile, RawFolders } from './raw-folders.ts';

/** Short transactions, so that writers wait at most some milliseconds. */
const page = 500;

/** An ended run, and what retention has left of it. */
type EndedRun = RunKey & { readonly id: number; readonly streams: readonly string[]; readonly endedAt: string };

/** Raw batches of runs that ended long enough ago, and what belongs to no run. */
export async function pruneRaw(db: Database, folders: RawFolders, request: PruneRequest): Promise<Pruned> {
  const total = tally();
  for (const run of endedRuns(db, request, 0)) {
    if (request.signal.aborted) return total.result(false);
    const kept = keptBlobs(db, run, request);
    for (const stream of run.streams) {
      const files = (await folders.files(run, stream)).filter(({ blob }) => !kept.has(blob));
      await removeFiles(folders, files, request, total);
    }
    if (kept.size === 0 && !request.dryRun) db.run('UPDATE run SET pruned = 1 WHERE id = ?', run.id);
  }
  return total.result(await pruneOrphans(db, folders, request, total));
}

async function removeFiles(
  folders: RawFolders,
  files: readonly RawFile[],
  { dryRun }: PruneRequest,
  total: Tally,
): Promise<void> {
  if (!dryRun) await folders.remove(files);
  total.add(
    files.length,
    files.reduce((sum, { bytes }) => sum + bytes, 0),
  );
}

/** Batches whose run is not in the ledger: a run is opened before its first batch is put, so nobody will declare them. */
async function pruneOrphans(db: Database, folders: RawFolders, request: PruneRequest, total: Tally): Promise<boolean> {
  for await (const { tenant, connection, stream, runs } of folders.streams()) {
    if (request.signal.aborted) return false;
    const sql = 'SELECT run FROM run WHERE tenant = ? AND connection = ?';
    const known = new Set(db.all(sql, tenant, connection).map((row) => Number(row['run'])));
    for (const run of runs) {
      if (known.has(run)) continue;
      await removeFiles(folders, await folders.files({ tenant, connection, run }, stream), request, total);
    }
  }
  return true;
}

/** Manifests, continuations and outcomes of runs whose raw batches are gone. */
export async function pruneLedger(db: Database, request: PruneRequest): Promise<Pruned> {
  const total = tally();
  for (const { id } of runsToPrune(db, request, 1)) {
    for (;;) {
      if (request.signal.aborted) return total.result(false);
      const [removed, bytes] = pruneManifests(db, id, request.dryRun);
      total.add(removed, bytes);
      if (removed < page || request.dryRun) break;
      await setImmediate();
    }
    if (!request.dryRun) leaveRun(db, id);
    await setImmediate();
  }
  return total.result(true);
}

/** A manifest goes together with its outcome: one that is left without would be taken for never processed. */
function pruneManifests(db: Database, run: number, dryRun: boolean): readonly [removed: number, bytes: number] {
  const size = 'length(m.id) + length(m.blob) + coalesce(length(m.touches), 0) + coalesce(length(o.outcomes), 0) + 150';
  const from =
    'FROM manifest AS m LEFT JOIN outcome AS o ON o.run_id = m.run_id AND o.stream = m.stream AND o.batch_id = m.id WHERE m.run_id = ?';
  if (dryRun) {
    const row = db.get(`SELECT count(*) AS count, coalesce(sum(${size}), 0) AS bytes ${from}`, run);
    return [Number(row?.['count']), Number(row?.['bytes'])];
  }
  return db.transaction(() => {
    const rows = db.all(`SELECT m.stream, m.batch, m.id, ${size} AS bytes ${from} LIMIT ?`, run, page);
    for (const { stream = null, batch = null, id = null } of rows) {
      db.run('DELETE FROM outcome WHERE run_id = ? AND stream = ? AND batch_id = ?', run, stream, id);
      db.run('DELETE FROM manifest WHERE run_id = ? AND stream = ? AND batch = ?', run, stream, batch);
    }
    return [rows.length, rows.reduce((sum, row) => sum + Number(row['bytes']), 0)];
  });
}

function leaveRun(db: Database, run: number): void {
  db.transaction(() => {
    db.run('DELETE FROM outcome WHERE run_id = ?', run);
    db.run('DELETE FROM continuation WHERE run_id = ?', run);
    db.run('UPDATE run SET pruned = 2 WHERE id = ?', run);
  });
}

/** Runs of which nothing else is left, but for the last and the last good one of each connection. */
export async function pruneRuns(db: Database, request: PruneRequest): Promise<Pruned> {
  const total = tally();
  for (const run of runsToPrune(db, request, 2)) {
    if (request.signal.aborted) return total.result(false);
    const row = db.get(
      `SELECT length(streams) + length(executions) + coalesce(length(results), 0) + coalesce(length(error), 0) + 200 AS bytes
       FROM run WHERE id = ?1 AND run < (SELECT max(run) FROM run WHERE tenant = ?2 AND connection = ?3)
       AND run <> coalesce((SELECT max(run) FROM run WHERE tenant = ?2 AND connection = ?3 AND status IN ('succeeded', 'partial')), 0)`,
      run.id,
      run.tenant,
      run.connection,
    );
    if (!row) continue;
    if (!request.dryRun) db.run('DELETE FROM run WHERE id = ?', run.id);
    total.add(1, Number(row['bytes']));
    await setImmediate();
  }
  return total.result(true);
}

/** Runs of which the steps before have left nothing; where nothing is really removed, those of which they would leave nothing. */
function* runsToPrune(db: Database, request: PruneRequest, pruned: number): Generator<EndedRun> {
  for (let level = request.dryRun ? 0 : pruned; level <= pruned; level++)
    for (const run of endedRuns(db, request, level)) if (level > 0 || keptBlobs(db, run, request).size === 0) yield run;
}

/** Runs of which so much is left, oldest end first, in pages: those that are pruned meanwhile do not come again. */
function* endedRuns(db: Database, request: PruneRequest, pruned: number): Generator<EndedRun> {
  const latest = latestBefore(request).toISOString();
  let [endedAt, id] = ['', 0];
  for (;;) {
    const rows = db.all(
      `SELECT id, tenant, connection, run, streams, ended_at FROM run
       WHERE pruned = ?1 AND ended_at IS NOT NULL AND ended_at < ?2 AND (ended_at > ?3 OR (ended_at = ?3 AND id > ?4))
       ORDER BY ended_at, id LIMIT ?5`,
      ...[pruned, latest, endedAt, id, page],
    );
    const runs = rows.map(endedRunOf);
    for (const run of runs) if (run.endedAt < pruneBefore(request, run.tenant).toISOString()) yield run;
    const last = runs.at(-1);
    if (!last || runs.length < page) return;
    [endedAt, id] = [last.endedAt, last.id];
  }
}

function endedRunOf(row: Row): EndedRun {
  return {
    id: Number(row['id']),
    tenant: String(row['tenant']),
    connection: String(row['connection']),
    run: Number(row['run']),
    streams: JSON.parse(String(row['streams'])) as readonly string[],
    endedAt: String(row['ended_at']),
  };
}

/** Raw batches that may be processed yet, or that something refers to. */
function keptBlobs(db: Database, run: EndedRun, request: PruneRequest): ReadonlySet<string> {
  const sql = `SELECT m.blob, EXISTS (SELECT 1 FROM outcome AS o WHERE o.run_id = m.run_id AND o.stream = m.stream AND o.batch_id = m.id) AS settled
    FROM manifest AS m WHERE m.run_id = ?`;
  const waits = run.endedAt >= request.unsettledBefore.toISOString();
  const kept = db.all(sql, run.id).filter((row) => request.keeps(String(row['blob'])) || (waits && !row['settled']));
  return new Set(kept.map((row) => String(row['blob'])));
}
