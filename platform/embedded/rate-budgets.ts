import type { Clock, Taken } from '../ports.ts';
import { demandRateLimit, type RateLimit, rateWaitMs } from '../rate-budget.ts';
import type { Database } from './database.ts';

export type RateBudgets = {
  take(budget: string, limit: RateLimit): Taken;
  pause(budget: string, untilMs: number): void;
};

/**
 * Sliding windows. Requests are numbered, and number n may go when number n − `requests` is at least `perMs` old: then no
 * window of that length holds more than `requests`, at the cost of one row read whatever the size of the budget.
 */
export function rateBudgetsIn(db: Database, clock: Clock): RateBudgets {
  const budgetOf = (name: string): { id: number; taken: number; pausedUntil: number } => {
    db.run('INSERT OR IGNORE INTO budget (name) VALUES (?)', name);
    const row = db.get('SELECT id, taken, paused_until FROM budget WHERE name = ?', name);
    return { id: Number(row?.['id']), taken: Number(row?.['taken']), pausedUntil: Number(row?.['paused_until']) };
  };
  return {
    take: (name, limit) => {
      demandRateLimit(name, limit);
      return db.transaction(() => {
        const now = clock.now().getTime();
        const { id, taken, pausedUntil } = budgetOf(name);
        const oldest = taken + 1 - limit.requests;
        const at = db.get('SELECT at FROM budget_take WHERE budget_id = ? AND number = ?', id, oldest)?.['at'];
        const waitMs = rateWaitMs(now, pausedUntil, at === undefined ? undefined : Number(at), limit);
        if (waitMs > 0) return { ok: false, waitMs };
        db.run('INSERT INTO budget_take (budget_id, number, at) VALUES (?, ?, ?)', id, taken + 1, now);
        db.run('DELETE FROM budget_take WHERE budget_id = ? AND number <= ?', id, oldest);
        db.run('UPDATE budget SET taken = ? WHERE id = ?', taken + 1, id);
        return { ok: true };
      });
    },
    pause: (name, untilMs) =>
      db.transaction(() => {
        const { id } = budgetOf(name);
        db.run('UPDATE budget SET paused_until = max(paused_until, ?) WHERE id = ?', Math.ceil(untilMs), id);
      }),
  };
}
