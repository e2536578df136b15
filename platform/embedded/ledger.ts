import type { Continuation, Manifest, RunKey } from '../../core/run.ts';
import { batchExists } from '../ledger-faults.ts';
import type { Clock, Ledger } from '../ports.ts';
import type { Database } from './database.ts';
import { demandFence, type Leases, leasesIn } from './leases.ts';
import { manifestColumns, manifestOf, outcomeOf, placeholders } from './ledger-rows.ts';
import { demandOpen, demandRun, runRow, runsIn } from './runs.ts';

type Manifests = Pick<
  Ledger,
  'declare' | 'continuation' | 'manifests' | 'manifest' | 'markPublished' | 'noteRewritten' | 'pending'
>;
type Outcomes = Pick<Ledger, 'writeOutcome' | 'outcome' | 'outcomes' | 'watermark' | 'forgetWatermarks'>;

/** The ledger over SQLite. Fences are checked in the same database and transaction as what they guard. */
export function embeddedLedger(db: Database, clock: Clock): Ledger {
  const leases = leasesIn(db, clock);
  return { ...runsIn(db, clock, leases), ...manifestsIn(db, clock, leases), ...outcomesIn(db) };
}

const idOf = (db: Database, key: RunKey): number | undefined => {
  const row = runRow(db, key);
  return row && Number(row['id']);
};

function manifestsIn(db: Database, clock: Clock, leases: Leases): Manifests {
  const select = `SELECT ${manifestColumns.map((column) => `m.${column}`).join(', ')} FROM manifest AS m`;
  const list = (key: RunKey, rest: string, ...values: (string | number)[]): readonly Manifest[] => {
    const id = idOf(db, key);
    if (id === undefined) return [];
    return db.all(`${select} WHERE m.run_id = ? AND ${rest}`, id, ...values).map((row) => manifestOf(key, row));
  };
  return {
    declare: async (key, stream, manifests, continuation, fence) =>
      db.transaction(() => {
        demandFence(leases, fence);
        const { id, run } = demandRun(db, key);
        demandOpen(key, run);
        for (const manifest of manifests) addManifest(db, id, key, stream, manifest);
        const sql = 'INSERT OR REPLACE INTO continuation (run_id, stream, state) VALUES (?, ?, ?)';
        db.run(sql, id, stream, JSON.stringify(continuation));
      }),
    continuation: async (key, stream) => {
      const sql = 'SELECT state FROM continuation WHERE run_id = ? AND stream = ?';
      const state = db.get(sql, idOf(db, key) ?? null, stream)?.['state'];
      return state === undefined ? undefined : (JSON.parse(String(state)) as Continuation);
    },
    manifests: async (key, stream) => list(key, 'm.stream = ? ORDER BY m.batch', stream),
    manifest: async (key, stream, batch) => list(key, 'm.stream = ? AND m.batch = ?', stream, batch)[0],
    markPublished: async (key, stream, batches) =>
      db.transaction(() => {
        const { id } = demandRun(db, key);
        const sql =
          'UPDATE manifest SET publishes = publishes + 1, published_at = ? WHERE run_id = ? AND stream = ? AND batch = ?';
        for (const batch of batches) db.run(sql, clock.now().toISOString(), id, stream, batch);
      }),
    noteRewritten: async (key, stream, batch, digest) => {
      const sql = 'UPDATE manifest SET rewritten = ? WHERE run_id = ? AND stream = ? AND batch = ?';
      db.run(sql, digest, demandRun(db, key).id, stream, batch);
    },
    pending: async (key, limit) => {
      const settled =
        'SELECT 1 FROM outcome AS o WHERE o.run_id = m.run_id AND o.stream = m.stream AND o.batch_id = m.id';
      const rest = `(m.published_at IS NULL OR NOT EXISTS (${settled})) ORDER BY m.stream, m.batch LIMIT ?`;
      return list(key, rest, limit);
    },
  };
}

function addManifest(db: Database, runId: number, key: RunKey, stream: string, manifest: Manifest): void {
  const sql = `INSERT OR IGNORE INTO manifest (run_id, ${manifestColumns.join(', ')}) VALUES (?, ${placeholders(manifestColumns)})`;
  const added = db.run(
    sql,
    runId,
    stream,
    manifest.batch,
    manifest.id,
    manifest.count,
    manifest.digest,
    manifest.blob,
    manifest.bytes,
    manifest.declaredAt,
    manifest.publishedAt ?? null,
    manifest.publishes,
    manifest.touches === undefined ? null : JSON.stringify(manifest.touches),
    manifest.mayLag ? 1 : 0,
    manifest.rewritten ?? null,
  );
  if (added === 1) return;
  throw batchExists(key, stream, manifest.batch);
}

function outcomesIn(db: Database): Outcomes {
  const select =
    'SELECT batch_id, outcomes, events, events_acknowledged, at FROM outcome WHERE run_id = ? AND stream = ?';
  return {
    writeOutcome: async (key, stream, { batchId, outcomes, events, eventsAcknowledged, at }) =>
      db.transaction(() => {
        const { id } = demandRun(db, key);
        const sql =
          'INSERT OR IGNORE INTO outcome (run_id, stream, batch_id, outcomes, events, events_acknowledged, at) VALUES (?, ?, ?, ?, ?, ?, ?)';
        db.run(sql, id, stream, batchId, outcomes, events, eventsAcknowledged, at);
      }),
    outcome: async (key, stream, batchId) => {
      const row = db.get(`${select} AND batch_id = ?`, idOf(db, key) ?? null, stream, batchId);
      return row && outcomeOf(row);
    },
    outcomes: async (key, stream) =>
      db.all(`${select} ORDER BY batch_id`, idOf(db, key) ?? null, stream).map(outcomeOf),
    forgetWatermarks: async (tenant, connection) => {
      db.run('DELETE FROM watermark WHERE tenant = ? AND connection = ?', tenant, connection);
    },
    watermark: async (scope) => {
      const sql = 'SELECT value FROM watermark WHERE tenant = ? AND connection = ? AND stream = ?';
      const value = db.get(sql, scope.tenant, scope.connection, scope.stream)?.['value'];
      return value === undefined ? undefined : String(value);
    },
  };
}
