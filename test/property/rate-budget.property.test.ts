import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openDatabase } from '../../platform/embedded/database.ts';
import { type RateBudgets, rateBudgetsIn } from '../../platform/embedded/rate-budgets.ts';
import { longestWay } from '../../platform/rate-budget.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fullestWindow } from '../support/fullest-window.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const newDirectory = temporaryDirectories();
const limits = fc.record({ requests: fc.integer({ min: 1, max: 6 }), perMs: fc.integer({ min: 20, max: 500 }) });
type Limit = { readonly requests: number; readonly perMs: number };

/** How long each next request is under way, and its answer; as shares of what the budget allows for. */
const ways = fc.array(fc.record({ way: fc.double({ min: 0, max: 1, noNaN: true }), answered: fc.boolean() }), {
  minLength: 1,
  maxLength: 60,
});
type Way = { readonly way: number; readonly answered: boolean };

type Seen = { readonly arrivals: readonly number[]; readonly byWorker: readonly number[] };

/** Workers that always want to send, in two processes, for `windows` windows: what their ERP sees. */
function simulate(limit: Limit, workers: number, list: readonly Way[], windows: number): Seen {
  const file = join(newDirectory(), 'test.db');
  const databases = [openDatabase({ file }), openDatabase({ file })];
  const clock = fakeClock();
  const budgets = databases.map((db) => rateBudgetsIn(db, clock));
  const start = clock.now().getTime();
  const end = start + windows * limit.perMs;
  const arrivals: number[] = [];
  const byWorker = Array.from({ length: workers }, () => 0);
  const due: { at: number; run: () => void }[] = [];
  const begin = (worker: number): void => {
    const budget = budgets[worker % budgets.length] as RateBudgets;
    const taken = budget.take('b', limit, 10_000);
    if (!taken.ok) return void due.push({ at: clock.now().getTime() + taken.waitMs, run: () => begin(worker) });
    const { way, answered } = list[arrivals.length % list.length] as Way;
    const arrival = taken.at + way * longestWay(limit);
    if (arrival < end) arrivals.push(arrival);
    byWorker[worker] = (byWorker[worker] ?? 0) + 1;
    const next = (): void => {
      if (answered && taken.busy) budget.arrived('b', taken);
      begin(worker);
    };
    due.push({ at: Math.max(Math.ceil(arrival), clock.now().getTime() + 1), run: next });
  };
  for (let worker = 0; worker < workers; worker += 1) begin(worker);
  for (;;) {
    due.sort((a, b) => a.at - b.at);
    const next = due.shift();
    if (!next || next.at >= end) break;
    clock.set(new Date(next.at));
    next.run();
  }
  for (const db of databases) db.close();
  return { arrivals, byWorker };
}

describe('rate budgets', () => {
  test('no window at the ERP holds more requests than allowed, however long each is under way', () => {
    fc.assert(
      fc.property(limits, fc.integer({ min: 1, max: 9 }), ways, (limit, workers, list) => {
        const { arrivals } = simulate(limit, workers, list, 5);
        expect(fullestWindow(arrivals, limit.perMs)).toBeLessThanOrEqual(limit.requests);
      }),
      { numRuns: 60 },
    );
  });

  test('a constant demand gets at least nine tenths of what is allowed, however slow the answers', () => {
    fc.assert(
      fc.property(limits, ways, (limit, list) => {
        // As many as can keep every place of the window busy.
        const { arrivals } = simulate(limit, limit.requests * 2, list, 30);
        expect(arrivals.length).toBeGreaterThanOrEqual(Math.floor(limit.requests * 30 * 0.9));
      }),
      { numRuns: 30 },
    );
  });

  test('all who wait get their turn: nobody sends twice before another has sent once', () => {
    fc.assert(
      fc.property(limits, fc.integer({ min: 2, max: 9 }), (limit, workers) => {
        const { byWorker } = simulate(limit, workers, [{ way: 0, answered: true }], 20);
        expect(Math.max(...byWorker) - Math.min(...byWorker)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });
});
