import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openDatabase } from '../../platform/embedded/database.ts';
import { rateBudgetsIn } from '../../platform/embedded/rate-budgets.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const newDirectory = temporaryDirectories();
const limits = fc.record({ requests: fc.integer({ min: 1, max: 6 }), perMs: fc.integer({ min: 10, max: 500 }) });
const steps = fc.array(fc.record({ process: fc.nat(1), passMs: fc.nat(120) }), { maxLength: 80 });

/** Most requests in any window of that length that ends with a request. */
function fullest(times: readonly number[], perMs: number): number {
  return Math.max(0, ...times.map((end) => times.filter((at) => at > end - perMs && at <= end).length));
}

describe('rate budgets', () => {
  test('no window holds more requests than allowed, whoever asks and whenever', () => {
    fc.assert(
      fc.property(limits, steps, (limit, list) => {
        const file = join(newDirectory(), 'test.db');
        const databases = [openDatabase({ file }), openDatabase({ file })];
        const clock = fakeClock();
        const processes = databases.map((db) => rateBudgetsIn(db, clock));
        const times: number[] = [];
        for (const { process, passMs } of list) {
          clock.set(new Date(clock.now().getTime() + passMs));
          const now = clock.now().getTime();
          const taken = processes[process]?.take('b', limit);
          if (taken?.ok) times.push(now);
          else expect(fullest([...times, now], limit.perMs)).toBeGreaterThan(limit.requests);
        }
        for (const db of databases) db.close();
        expect(fullest(times, limit.perMs)).toBeLessThanOrEqual(limit.requests);
      }),
      { numRuns: 60 },
    );
  });

  test('a constant demand gets at least nine tenths of what is allowed', () => {
    fc.assert(
      fc.property(limits, fc.integer({ min: 1, max: 4 }), (limit, workers) => {
        const db = openDatabase({ file: join(newDirectory(), 'test.db') });
        const clock = fakeClock();
        const start = clock.now().getTime();
        const budgets = rateBudgetsIn(db, clock);
        const wakeAt = Array.from({ length: workers }, () => start);
        const end = start + 10 * limit.perMs;
        let granted = 0;
        for (;;) {
          const worker = wakeAt.indexOf(Math.min(...wakeAt));
          const now = wakeAt[worker] ?? end;
          if (now >= end) break;
          clock.set(new Date(now));
          const taken = budgets.take('b', limit);
          if (taken.ok) granted += 1;
          wakeAt[worker] = now + (taken.ok ? 1 : taken.waitMs);
        }
        db.close();
        const possible = Math.min(limit.requests * 10, 10 * limit.perMs);
        expect(granted).toBeGreaterThanOrEqual(possible * 0.9);
      }),
      { numRuns: 40 },
    );
  });
});
