import { TributaryError } from '../../core/errors.ts';
import type { Clock, Taken } from '../ports.ts';
import type { Database } from './database.ts';

export type RateBudgets = {
  take(budget: string, limit: { readonly requests: number; readonly perMs: number }): Taken;
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
    take: (name, { requests, perMs }) => {
      if (!(Number.isInteger(requests) && requests > 0 && perMs > 0)) throw unusableLimit(name, requests, perMs);
      return db.transaction(() => {
        const now = clock.now().getTime();
        const { id, taken, pausedUntil } = budgetOf(name);
        const oldest = taken + 1 - requests;
        const at = db.get('SELECT at FROM budget_take WHERE budget_id = ? AND number = ?', id, oldest)?.['at'];
        // Never longer than the window, also when the clock was set back.
        const windowMs = at === undefined ? 0 : Math.min(Number(at) + perMs - now, perMs);
        const waitMs = Math.max(pausedUntil - now, windowMs);
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

function unusableLimit(budget: string, requests: number, perMs: number): TributaryError {
  const message = `The rate budget ${budget} allows ${requests} requests per ${perMs} ms: both must be greater than 0, and requests a whole number.`;
  return new TributaryError('InvalidInput', { code: 'rate-limit-unusable', message });
}
