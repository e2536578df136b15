import type { Clock } from '../ports.ts';
import {
  demandRateLimit,
  isBusy,
  longestPatienceMs,
  longestWay,
  type RateLimit,
  slotEnd,
  slotStart,
} from '../rate-budget.ts';
import type { RequestSlot, Taken } from '../rate-budget-port.ts';
import type { Database } from './database.ts';

export type RateBudgets = {
  take(budget: string, limit: RateLimit, patienceMs?: number): Taken;
  arrived(budget: string, slot: RequestSlot): void;
  pause(budget: string, untilMs: number): void;
  pausedUntil(budget: string): number;
};

/**
 * Sliding windows. Requests are numbered, and number n may go when number n − `requests` has left the window; it is told
 * when that will be and keeps its number, so that everybody waits once and in the order of asking. One row is read
 * whatever the size of the budget.
 */
export function rateBudgetsIn(db: Database, clock: Clock): RateBudgets {
  const budgetOf = (name: string): { id: number; taken: number; pausedUntil: number } => {
    db.run('INSERT OR IGNORE INTO budget (name) VALUES (?)', name);
    const row = db.get('SELECT id, taken, paused_until FROM budget WHERE name = ?', name);
    return { id: Number(row?.['id']), taken: Number(row?.['taken']), pausedUntil: Number(row?.['paused_until']) };
  };
  return {
    take: (name, limit, patienceMs = 0) => {
      demandRateLimit(name, limit);
      return db.transaction(() => {
        const now = clock.now().getTime();
        const { id, taken, pausedUntil } = budgetOf(name);
        const oldest = taken + 1 - limit.requests;
        const row = db.get('SELECT at FROM budget_take WHERE budget_id = ? AND number = ?', id, oldest);
        const before = row && Number(row['at']);
        const at = slotStart(now, pausedUntil, before, limit);
        if (at - now > Math.min(patienceMs, longestPatienceMs)) return { ok: false, waitMs: at - now };
        const countsFrom = Math.ceil(at + longestWay(limit));
        db.run('INSERT INTO budget_take (budget_id, number, at) VALUES (?, ?, ?)', id, taken + 1, countsFrom);
        db.run('DELETE FROM budget_take WHERE budget_id = ? AND number <= ?', id, oldest);
        db.run('UPDATE budget SET taken = ? WHERE id = ?', taken + 1, id);
        return { ok: true, number: taken + 1, at, until: slotEnd(at, limit), busy: isBusy(at, before, limit) };
      });
    },
    arrived: (name, slot) => {
      const sql =
        'UPDATE budget_take SET at = ?1 WHERE budget_id = (SELECT id FROM budget WHERE name = ?2) AND number = ?3 AND at > ?1';
      db.run(sql, Math.max(clock.now().getTime(), slot.at), name, slot.number);
    },
    pause: (name, untilMs) =>
      db.transaction(() => {
        const { id } = budgetOf(name);
        db.run('UPDATE budget SET paused_until = max(paused_until, ?) WHERE id = ?', Math.ceil(untilMs), id);
      }),
    pausedUntil: (name) =>
      Number(db.get('SELECT paused_until FROM budget WHERE name = ?', name)?.['paused_until'] ?? 0),
  };
}
