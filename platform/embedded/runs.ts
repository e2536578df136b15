import type { Run, RunKey, StreamResult } from '../../core/run.ts';
import { notAnEnd, runClosed, runUnknown } from '../ledger-faults.ts';
import type { Clock, Ledger } from '../ports.ts';
import { demandRunFloor } from '../run-floor.ts';
import type { Database, Row } from './database.ts';
import { demandFence, type Leases } from './leases.ts';
import { placeholders, runColumns, runOf } from './ledger-rows.ts';

const columns = runColumns.join(', ');
const byKey = 'tenant = ? AND connection = ? AND run = ?';

/** The row of a run, with its id. */
export function runRow(db: Database, key: RunKey): Row | undefined {
  return db.get(`SELECT id, ${columns} FROM run WHERE ${byKey}`, key.tenant, key.connection, key.run);
}

/** Throws NotFound when there is no such run. */
export function demandRun(db: Database, key: RunKey): { readonly id: number; readonly run: Run } {
  const row = runRow(db, key);
  if (row) return { id: Number(row['id']), run: runOf(row) };
  throw runUnknown(key);
}

/** Throws FenceLost when the run has ended: what a late writer adds to it nobody would settle. */
export function demandOpen(key: RunKey, run: Run): void {
  if (run.status !== 'running') throw runClosed(key, run.status);
}

type Runs = Pick<Ledger, 'openRun' | 'run' | 'runs' | 'openRuns' | 'closeRun' | 'beginEpoch'>;

/** The runs of the ledger and the watermarks that their end moves. */
export function runsIn(db: Database, clock: Clock, leases: Leases): Runs {
  return {
    openRun: async (wanted, execution, fence) =>
      db.transaction(() => {
        demandFence(leases, fence);
        const open = `SELECT ${columns} FROM run WHERE tenant = ? AND connection = ? AND status = 'running'`;
        const row = db.get(open, wanted.tenant, wanted.connection);
        if (!row)
          return addRun(db, { ...wanted, fence, executions: [execution], startedAt: clock.now().toISOString() });
        const run = runOf(row);
        const executions = run.executions.includes(execution) ? run.executions : [...run.executions, execution];
        const sql = `UPDATE run SET executions = ?, lease = ?, lease_token = ? WHERE ${byKey}`;
        db.run(sql, JSON.stringify(executions), fence.lease, fence.token, run.tenant, run.connection, run.run);
        return { ...run, executions, fence };
      }),
    run: async (key) => {
      const row = runRow(db, key);
      return row && runOf(row);
    },
    runs: async (tenant, connection, limit) => {
      // Of one connection the numbers tell the order, whatever the clock did.
      const order = connection === undefined ? 'started_at DESC, run DESC' : 'run DESC';
      const sql = `SELECT ${columns} FROM run WHERE tenant = ?1 AND (?2 IS NULL OR connection = ?2) ORDER BY ${order} LIMIT ?3`;
      return db.all(sql, tenant, connection ?? null, limit).map(runOf);
    },
    openRuns: async () =>
      db.all(`SELECT ${columns} FROM run WHERE status = 'running' ORDER BY started_at, id`).map(runOf),
    closeRun: async (key, end, fence) =>
      db.transaction(() => {
        const { run } = demandRun(db, key);
        if (end.status === 'running') throw notAnEnd(key);
        if (run.status === end.status) return;
        demandFence(leases, fence);
        demandOpen(key, run);
        const sql = `UPDATE run SET status = ?, ended_at = ?, results = ?, error = ? WHERE ${byKey}`;
        const error = end.error === undefined ? null : JSON.stringify(end.error);
        const now = clock.now().toISOString();
        db.run(sql, end.status, now, JSON.stringify(end.results), error, key.tenant, key.connection, key.run);
        for (const result of end.results) moveWatermark(db, key, result, now);
      }),
    beginEpoch: async (margin, error) =>
      db.transaction(() => {
        const floor = demandRunFloor(
          Number(db.get('SELECT max(run) AS run FROM run')?.['run'] ?? 0),
          runFloor(db),
          margin,
        );
        db.run('INSERT INTO run_floor (id, run) VALUES (1, ?1) ON CONFLICT DO UPDATE SET run = ?1', floor);
        db.run('UPDATE lease SET token = token + ?, expires_at = 0', margin + 1);
        const sql =
          "UPDATE run SET status = 'failed', ended_at = ?, results = '[]', error = ? WHERE status = 'running'";
        return { ended: db.run(sql, clock.now().toISOString(), JSON.stringify(error)), nextRun: floor + 1 };
      }),
  };
}

function runFloor(db: Database): number {
  return Number(db.get('SELECT run FROM run_floor')?.['run'] ?? 0);
}

function addRun(db: Database, run: Omit<Run, 'run' | 'status'>): Run {
  const last = db.get(
    'SELECT max(run) AS run FROM run WHERE tenant = ? AND connection = ?',
    run.tenant,
    run.connection,
  );
  const added: Run = { ...run, run: Math.max(Number(last?.['run'] ?? 0), runFloor(db)) + 1, status: 'running' };
  db.run(
    `INSERT INTO run (${columns}) VALUES (${placeholders(runColumns)})`,
    added.tenant,
    added.connection,
    added.run,
    added.status,
    added.trigger,
    added.connector,
    added.registration,
    added.mode,
    JSON.stringify(added.streams),
    JSON.stringify(added.executions),
    added.fence.lease,
    added.fence.token,
    added.startedAt,
    null,
    null,
    null,
    added.extension ?? null,
  );
  return added;
}

function moveWatermark(db: Database, key: RunKey, result: StreamResult, now: string): void {
  if (result.watermark === undefined) return;
  const sql =
    'INSERT OR REPLACE INTO watermark (tenant, connection, stream, value, run, moved_at) VALUES (?, ?, ?, ?, ?, ?)';
  db.run(sql, key.tenant, key.connection, result.stream, result.watermark, key.run, now);
}
