import { setImmediate } from 'node:timers/promises';
import { tally } from '../../pruning.ts';
import type { Pruned, PruneRequest } from '../../removal-ports.ts';
import type { Database, Row } from '../database.ts';

/** Short transactions, so that writers wait at most some milliseconds. */
const page = 500;

/** Rows that go in the order of a number: which of them are old enough, and what else goes with one. */
type Removal = {
  /** Gives `number` and `bytes` of rows after a number (?1), before a time (?2), at most ?3 of them. */
  readonly find: string;
  readonly before: string | number;
  readonly remove: (row: Row) => void;
};

async function removeInPages(db: Database, request: PruneRequest, removal: Removal): Promise<Pruned> {
  const total = tally();
  for (let after = 0; ; ) {
    if (request.signal.aborted) return total.result(false);
    const rows = db.transaction(() => {
      const found = db.all(removal.find, after, removal.before, page);
      if (!request.dryRun) for (const row of found) removal.remove(row);
      return found;
    });
    total.add(
      rows.length,
      rows.reduce((sum, row) => sum + Number(row['bytes']), 0),
    );
    if (rows.length < page) return total.result(true);
    after = Number(rows.at(-1)?.['number']);
    await setImmediate();
  }
}

/** What topics keep of what was published, except what a queue still holds; up to the first message that is young enough. */
export function pruneEvents(db: Database, request: PruneRequest): Promise<Pruned> {
  return removeInPages(db, request, {
    find: `SELECT id AS number, length(body) + length(attributes) AS bytes FROM message
      WHERE id > ?1 AND id < coalesce((SELECT id FROM message WHERE sent_at >= ?2 ORDER BY id LIMIT 1), 9e18) AND topic IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.message = message.id) ORDER BY id LIMIT ?3`,
    before: request.before.standard.getTime(),
    remove: ({ number = null }) => db.run('DELETE FROM message WHERE id = ?', number),
  });
}

/** Messages in dead letters; one that came over a topic stays in its history. */
export function pruneDeadLetters(db: Database, request: PruneRequest): Promise<Pruned> {
  return removeInPages(db, request, {
    find: `SELECT m.id AS number, length(m.body) + length(m.attributes) AS bytes
      FROM queue AS q JOIN delivery AS d ON d.queue = q.name JOIN message AS m ON m.id = d.message
      WHERE q.max_receives IS NULL AND m.id > ?1 AND m.sent_at < ?2 GROUP BY m.id ORDER BY m.id LIMIT ?3`,
    before: request.before.standard.getTime(),
    remove: ({ number = null }) => {
      db.run(
        'DELETE FROM delivery WHERE message = ? AND queue IN (SELECT name FROM queue WHERE max_receives IS NULL)',
        number,
      );
      db.run(
        'DELETE FROM message WHERE id = ? AND topic IS NULL AND NOT EXISTS (SELECT 1 FROM delivery WHERE message = id)',
        number,
      );
    },
  });
}

/** Executions that have ended, with their events; not those of a run that is open, whose sweep asks for them. */
export function pruneJournals(db: Database, request: PruneRequest): Promise<Pruned> {
  return removeInPages(db, request, {
    find: `SELECT number, length(input) + coalesce(length(output), 0) + 200 +
        (SELECT coalesce(sum(coalesce(length(detail), 0) + 60), 0) FROM execution_event WHERE execution = e.number) AS bytes
      FROM execution AS e WHERE number > ?1 AND ended_at < ?2
      AND NOT EXISTS (SELECT 1 FROM run, json_each(run.executions) AS x WHERE run.status = 'running' AND x.value = e.id)
      ORDER BY number LIMIT ?3`,
    before: request.before.standard.toISOString(),
    remove: ({ number = null }) => {
      db.run('DELETE FROM execution_event WHERE execution = ?', number);
      db.run('DELETE FROM execution WHERE number = ?', number);
    },
  });
}

/** Access tokens that have expired and nobody refreshes, and rate budgets of which nobody took anything for as long. */
export async function pruneTokens(db: Database, request: PruneRequest): Promise<Pruned> {
  const before = request.before.standard.getTime();
  const tokens = `FROM access_token WHERE expires_at < ?1 AND refreshing_until < ?1`;
  const budgets = `FROM budget WHERE paused_until < ?1 AND NOT EXISTS (SELECT 1 FROM budget_take WHERE budget_id = budget.id AND at >= ?1)`;
  return db.transaction(() => {
    const token = db.get(`SELECT count(*) AS count, sum(coalesce(length(sealed), 0)) AS bytes ${tokens}`, before);
    const budget = db.get(`SELECT count(*) AS count, sum(length(name)) AS bytes ${budgets}`, before);
    if (!request.dryRun) {
      db.run(`DELETE ${tokens}`, before);
      db.run(`DELETE FROM budget_take WHERE budget_id IN (SELECT id ${budgets})`, before);
      db.run(`DELETE ${budgets}`, before);
    }
    const removed = Number(token?.['count']) + Number(budget?.['count']);
    return { removed, bytes: Number(token?.['bytes'] ?? 0) + Number(budget?.['bytes'] ?? 0), complete: true };
  });
}
