import { isNamed } from '../../core/errors.ts';
import { nextAfterDue, nextDue } from '../next-due.ts';
import type { Clock, ScheduleEntry, Schedules } from '../ports.ts';
import type { Database, Row } from './database.ts';

export type EmbeddedSchedules = Schedules & {
  /** Looks every second for what is due, entries of other processes included. `onFatal` gets what `tick` throws, except PlatformUnavailable. */
  arm(onFatal: (error: unknown) => void): void;
  disarm(): void;
  /** Calls `onDue` for each entry that is due, once however often it was missed; gives those entries. */
  tick(): readonly ScheduleEntry[];
};

const pollMs = 1_000;

/**
 * Schedules in a table. When an entry is next due is stored with it, so that one missed while no process ran is due at the
 * next start. `onDue` runs inside the transaction that moves the entry on: if it throws, the entry stays due.
 */
export function embeddedSchedules(
  db: Database,
  clock: Clock,
  onDue: (entry: ScheduleEntry) => void,
): EmbeddedSchedules {
  const tick = (): readonly ScheduleEntry[] => {
    const now = clock.now();
    const sql =
      'SELECT tenant, name, connector, spec, next_at FROM schedule WHERE next_at <= ? ORDER BY next_at, tenant, name';
    return db.all(sql, now.getTime()).flatMap((row) => (fire(db, row, now, onDue) ? entryOf(row) : []));
  };
  let armed: AbortController | undefined;
  const watch = async (signal: AbortSignal, onFatal: (error: unknown) => void): Promise<void> => {
    while (!signal.aborted) {
      try {
        tick();
      } catch (error) {
        if (!isNamed(error, 'PlatformUnavailable')) return onFatal(error);
      }
      await clock.sleep(pollMs, signal).catch(() => undefined);
    }
  };
  return {
    put: async (entry) => put(db, clock, entry),
    remove: async (tenant, name) => {
      db.run('DELETE FROM schedule WHERE tenant = ? AND name = ?', tenant, name);
    },
    list: async (tenant) => {
      const sql =
        'SELECT tenant, name, connector, spec, next_at FROM schedule WHERE ?1 IS NULL OR tenant = ?1 ORDER BY tenant, name';
      return db.all(sql, tenant ?? null).map((row) => {
        const nextAt = row['next_at'] === null ? {} : { nextAt: new Date(Number(row['next_at'])).toISOString() };
        return { ...entryOf(row), ...nextAt };
      });
    },
    arm: (onFatal) => {
      if (armed) return;
      armed = new AbortController();
      void watch(armed.signal, onFatal);
    },
    disarm: () => {
      armed?.abort();
      armed = undefined;
    },
    tick,
  };
}

/** The same schedule again keeps its next moment; a new or changed one counts from now. */
function put(db: Database, clock: Clock, entry: ScheduleEntry): void {
  const spec = JSON.stringify(entry.when);
  const nextAt = nextDue(entry.when, clock.now())?.getTime() ?? null;
  const sql =
    'INSERT INTO schedule (tenant, name, connector, spec, next_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (tenant, name) DO UPDATE SET connector = excluded.connector, spec = excluded.spec, next_at = CASE WHEN spec = excluded.spec THEN next_at ELSE excluded.next_at END';
  db.run(sql, entry.tenant, entry.name, entry.connector, spec, nextAt);
}

/** False when another process was faster. */
function fire(db: Database, row: Row, now: Date, onDue: (entry: ScheduleEntry) => void): boolean {
  const entry = entryOf(row);
  const dueAt = Number(row['next_at']);
  const nextAt = nextAfterDue(entry.when, new Date(dueAt), now)?.getTime() ?? null;
  return db.transaction(() => {
    const sql =
      'UPDATE schedule SET next_at = ?, last_due_at = ? WHERE tenant = ? AND name = ? AND next_at = ? AND spec = ?';
    const values = [nextAt, dueAt, entry.tenant, entry.name, dueAt, String(row['spec'])];
    if (db.run(sql, ...values) === 0) return false;
    onDue(entry);
    return true;
  });
}

function entryOf(row: Row): ScheduleEntry {
  return {
    tenant: String(row['tenant']),
    name: String(row['name']),
    connector: String(row['connector']),
    when: JSON.parse(String(row['spec'])) as ScheduleEntry['when'],
  };
}
