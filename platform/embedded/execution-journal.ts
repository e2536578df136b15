import type { RunError } from '../../core/run.ts';
import type { Clock, Execution, ExecutionEvent, ExecutionStatus, Executions } from '../ports.ts';
import type { Database, Row } from './database.ts';

export type ExecutionEnd = {
  readonly status: Exclude<ExecutionStatus, 'running'>;
  readonly output?: unknown;
  readonly error?: RunError;
};

/** What is known of executions; whoever only looks needs no interpreter. */
export type ExecutionJournal = Pick<Executions, 'describe' | 'history'> & {
  /** False when an execution with that id exists. */
  begin(id: string, input: object): boolean;
  /** Adds an event and, with `end`, ends the execution. False (and nothing written) when it no longer runs. */
  add(id: string, event: Omit<ExecutionEvent, 'at'>, end?: ExecutionEnd): boolean;
  runningIds(): readonly string[];
};

/** Tables execution and execution_event. */
export function executionJournal(db: Database, clock: Clock): ExecutionJournal {
  const now = (): string => clock.now().toISOString();
  const runningIds = (): readonly string[] =>
    db.all("SELECT id FROM execution WHERE status = 'running' ORDER BY number").map((row) => String(row['id']));
  return {
    begin: (id, input) => {
      const sql = "INSERT OR IGNORE INTO execution (id, status, input, started_at) VALUES (?, 'running', ?, ?)";
      return db.run(sql, id, JSON.stringify(input), now()) === 1;
    },
    add: (id, event, end) =>
      db.transaction(() => {
        const sql = `INSERT INTO execution_event (execution, number, at, type, state, detail)
          SELECT number, (SELECT coalesce(max(number), 0) + 1 FROM execution_event WHERE execution = e.number), ?, ?, ?, ?
          FROM execution AS e WHERE id = ? AND status = 'running'`;
        if (db.run(sql, now(), event.type, event.state ?? null, jsonOrNull(event.detail), id) === 0) return false;
        if (end) finish(db, id, end, now());
        return true;
      }),
    describe: async (id) => {
      const row = db.get(
        'SELECT id, status, input, output, error, started_at, ended_at FROM execution WHERE id = ?',
        id,
      );
      return row && executionOf(row);
    },
    history: async (id) => {
      const sql =
        'SELECT at, type, state, detail FROM execution_event WHERE execution = (SELECT number FROM execution WHERE id = ?) ORDER BY number';
      return db.all(sql, id).map(eventOf);
    },
    runningIds,
  };
}

const jsonOrNull = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

function finish(db: Database, id: string, end: ExecutionEnd, now: string): void {
  const sql = 'UPDATE execution SET status = ?, output = ?, error = ?, ended_at = ? WHERE id = ?';
  db.run(sql, end.status, jsonOrNull(end.output), jsonOrNull(end.error), now, id);
}

function executionOf(row: Row): Execution {
  return {
    id: String(row['id']),
    status: row['status'] as ExecutionStatus,
    input: JSON.parse(String(row['input'])) as object,
    startedAt: String(row['started_at']),
    ...(row['ended_at'] !== null && { endedAt: String(row['ended_at']) }),
    ...(row['output'] !== null && { output: JSON.parse(String(row['output'])) as unknown }),
    ...(row['error'] !== null && { error: JSON.parse(String(row['error'])) as RunError }),
  };
}

function eventOf(row: Row): ExecutionEvent {
  return {
    at: String(row['at']),
    type: String(row['type']),
    ...(row['state'] !== null && { state: String(row['state']) }),
    ...(row['detail'] !== null && { detail: JSON.parse(String(row['detail'])) as unknown }),
  };
}
