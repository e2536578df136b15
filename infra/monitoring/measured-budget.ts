import type { Clock, Coordination } from '../../platform/ports.ts';
import type { RateLimit } from '../../platform/rate-budget.ts';
import type { Measure } from './measures.ts';

export type MeasuredBudget = {
  readonly coordination: Coordination;
  /** What was asked of ERPs since the last reading, and what share of their budget this process used of it. */
  read(): readonly Measure[];
};

/**
 * Watches the rate budget that passes through a coordination: requests taken, waits, and the share of the limit used.
 * An invocation of Extract reads one stream, and so from one budget.
 */
export function measuredBudget(coordination: Coordination, clock: Pick<Clock, 'now'>): MeasuredBudget {
  let requests = 0;
  let waits = 0;
  // From the first request on: between its invocations a function stands still.
  let using: { readonly limit: RateLimit; readonly since: number } | undefined;
  return {
    coordination: {
      ...coordination,
      take: async (budget, limit, patienceMs) => {
        const now = clock.now().getTime();
        using = { limit, since: using?.since ?? now };
        const taken = await coordination.take(budget, limit, patienceMs);
        if (taken.ok) requests += 1;
        if (!taken.ok || taken.at > now) waits += 1;
        return taken;
      },
    },
    read: () => {
      if (!using) return [];
      const windows = Math.max(1, (clock.now().getTime() - using.since) / using.limit.perMs);
      const percent = Math.min(100, Math.round((100 * requests) / (using.limit.requests * windows)));
      const measures = [
        { metric: 'ErpRequests', value: requests },
        { metric: 'ErpWaits', value: waits },
        { metric: 'BudgetUsedPercent', value: percent },
      ];
      [requests, waits, using] = [0, 0, undefined];
      return measures;
    },
  };
}
