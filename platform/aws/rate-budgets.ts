import type { Clock, Coordination, Taken } from '../ports.ts';
import { demandRateLimit, type RateLimit, rateWaitMs } from '../rate-budget.ts';
import { jitteredMs } from './jitter.ts';
import { getRow, type Key, keyOf } from './rows.ts';
import type { Table } from './table.ts';
import { despiteConflicts, transact, updateRow, type Write } from './writes.ts';

/** Takers of the same budget collide, and one of them wins each time; after so many rounds the loser does something else first. */
const rounds = 6;
/** Rows of requests are deleted by their time to live, at no cost, and no sooner than nobody asks for them. */
const spareSeconds = 3_600;

const partition = (budget: string): string => keyOf('B', budget);
const keyOfBudget = (budget: string): Key => ({ pk: partition(budget), sk: '-' });
const keyOfTake = (budget: string, number: number): Key => ({
  pk: partition(budget),
  sk: `T#${String(number).padStart(15, '0')}`,
});

/**
 * Sliding windows. Requests are numbered, and number n may go when number n − `requests` is at least `perMs` old: then no
 * window of that length holds more than `requests`, at the cost of two reads and one transaction whatever the budget.
 */
export function rateBudgetsIn(table: Table, clock: Clock): Pick<Coordination, 'take' | 'pause'> {
  return {
    take: async (budget, limit) => {
      demandRateLimit(budget, limit);
      for (let round = 1; round <= rounds; round += 1) {
        const taken = await takeOnce(table, clock, budget, limit);
        if (taken) return taken;
        await clock.sleep(jitteredMs(round));
      }
      return { ok: false, waitMs: jitteredMs(rounds) };
    },
    pause: async (budget, untilMs) => {
      const what = `pausing the rate budget ${budget}`;
      const update = {
        key: keyOfBudget(budget),
        change: 'SET pausedUntil = :until',
        condition: 'attribute_not_exists(pausedUntil) OR pausedUntil < :until',
        values: { ':until': Math.ceil(untilMs) },
      };
      await despiteConflicts(clock, what, () => updateRow(table, what, update));
    },
  };
}

/** Undefined when somebody else took the same number. */
async function takeOnce(table: Table, clock: Clock, budget: string, limit: RateLimit): Promise<Taken | undefined> {
  const row = await getRow(table, keyOfBudget(budget));
  const taken = Number(row?.['taken'] ?? 0);
  const oldest = taken + 1 - limit.requests;
  const at = oldest < 1 ? undefined : (await getRow(table, keyOfTake(budget, oldest)))?.['takenAt'];
  const now = clock.now().getTime();
  const oldestAt = at === undefined ? undefined : Number(at);
  const waitMs = rateWaitMs(now, Number(row?.['pausedUntil'] ?? 0), oldestAt, limit);
  if (waitMs > 0) return { ok: false, waitMs };
  const refused = await transact(table, clock, `taking a request from the rate budget ${budget}`, [
    countOne(budget, taken, now),
    { kind: 'put', row: takeRow(budget, taken + 1, now, limit) },
  ]);
  return refused.length === 0 ? { ok: true } : undefined;
}

function countOne(budget: string, taken: number, now: number): Write {
  const unchanged = taken === 0 ? 'attribute_not_exists(taken)' : 'taken = :taken';
  return {
    kind: 'update',
    key: keyOfBudget(budget),
    change: 'SET taken = :next',
    condition: `${unchanged} AND (attribute_not_exists(pausedUntil) OR pausedUntil <= :now)`,
    values: { ':next': taken + 1, ':now': now, ...(taken !== 0 && { ':taken': taken }) },
  };
}

function takeRow(
  budget: string,
  number: number,
  now: number,
  { perMs }: RateLimit,
): Extract<Write, { kind: 'put' }>['row'] {
  const expiresAt = Math.ceil((now + perMs) / 1000) + spareSeconds;
  return { ...keyOfTake(budget, number), takenAt: now, expiresAt };
}
