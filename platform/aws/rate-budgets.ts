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
import type { RateLimiting, RequestSlot, Taken } from '../rate-budget-port.ts';
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
 * Sliding windows. Requests are numbered, and number n may go when number n − `requests` has left the window; it is told
 * when that will be and keeps its number, so that everybody waits once and in the order of asking. That costs two reads
 * and one transaction whatever the budget, and while it is being used up one write when the request was answered.
 */
export function rateBudgetsIn(table: Table, clock: Clock): RateLimiting {
  return {
    take: async (budget, limit, patienceMs = 0) => {
      demandRateLimit(budget, limit);
      const patience = Math.min(patienceMs, longestPatienceMs);
      for (let round = 1; round <= rounds; round += 1) {
        const taken = await takeOnce(table, clock, { budget, limit, patience });
        if (taken) return taken;
        await clock.sleep(jitteredMs(round));
      }
      return { ok: false, waitMs: jitteredMs(rounds) };
    },
    arrived: async (budget, slot) => {
      const at = Math.max(clock.now().getTime(), slot.at);
      await updateRow(table, `noting a request of the rate budget ${budget} as arrived`, {
        key: keyOfTake(budget, slot.number),
        change: 'SET countsFrom = :at',
        condition: 'countsFrom > :at',
        values: { ':at': at },
      });
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
    pausedUntil: async (budget) => Number((await getRow(table, keyOfBudget(budget)))?.['pausedUntil'] ?? 0),
  };
}

type Taking = { readonly budget: string; readonly limit: RateLimit; readonly patience: number };

/** Undefined when somebody else took the same number. */
async function takeOnce(table: Table, clock: Clock, { budget, limit, patience }: Taking): Promise<Taken | undefined> {
  const row = await getRow(table, keyOfBudget(budget));
  const taken = Number(row?.['taken'] ?? 0);
  const oldest = taken + 1 - limit.requests;
  const stored = oldest < 1 ? undefined : (await getRow(table, keyOfTake(budget, oldest)))?.['countsFrom'];
  const before = stored === undefined ? undefined : Number(stored);
  const now = clock.now().getTime();
  const pausedUntil = Number(row?.['pausedUntil'] ?? 0);
  const at = slotStart(now, pausedUntil, before, limit);
  if (at - now > patience) return { ok: false, waitMs: at - now };
  const slot = { number: taken + 1, at, until: slotEnd(at, limit), busy: isBusy(at, before, limit) };
  const refused = await transact(table, clock, `taking a request from the rate budget ${budget}`, [
    countOne(budget, taken, at),
    { kind: 'put', row: takeRow(budget, slot, limit) },
  ]);
  return refused.length === 0 ? { ok: true, ...slot } : undefined;
}

/** Refused when somebody took the number meanwhile, or a pause was asked for that lasts beyond the slot. */
function countOne(budget: string, taken: number, at: number): Write {
  const unchanged = taken === 0 ? 'attribute_not_exists(taken)' : 'taken = :taken';
  return {
    kind: 'update',
    key: keyOfBudget(budget),
    change: 'SET taken = :next',
    condition: `${unchanged} AND (attribute_not_exists(pausedUntil) OR pausedUntil <= :at)`,
    values: { ':next': taken + 1, ':at': at, ...(taken !== 0 && { ':taken': taken }) },
  };
}

function takeRow(
  budget: string,
  { number, at }: RequestSlot,
  limit: RateLimit,
): Extract<Write, { kind: 'put' }>['row'] {
  const countsFrom = Math.ceil(at + longestWay(limit));
  const expiresAt = Math.ceil((countsFrom + limit.perMs) / 1000) + spareSeconds;
  return { ...keyOfTake(budget, number), countsFrom, expiresAt };
}
