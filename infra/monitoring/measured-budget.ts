import type { Clock, Coordination } from '../../platform/ports.ts';
import type { Measure } from './measures.ts';

export type MeasuredBudget = {
  readonly coordination: Coordination;
  /** What was asked of ERPs since the last reading, and how much of their budgets that was. */
  read(): readonly Measure[];
};

/** Watches the rate budgets that pass through a coordination: requests taken, refusals, and the share of the limit used. */
export function measuredBudget(coordination: Coordination, clock: Pick<Clock, 'now'>): MeasuredBudget {
  let begin = clock.now().getTime();
  let requests = 0;
  let waits = 0;
  let perSecond = 0;
  return {
    coordination: {
      ...coordination,
      take: async (budget, limit) => {
        const taken = await coordination.take(budget, limit);
        perSecond = (limit.requests * 1_000) / limit.perMs;
        if (taken.ok) requests += 1;
        else waits += 1;
        return taken;
      },
    },
    read: () => {
      const now = clock.now().getTime();
      const allowed = Math.max(1, (perSecond * (now - begin)) / 1_000);
      const used = Math.min(100, Math.round((100 * requests) / allowed));
      const measures = [
        { metric: 'ErpRequests', value: requests },
        { metric: 'ErpWaits', value: waits },
        { metric: 'BudgetUsedPercent', value: used },
      ];
      begin = now;
      requests = 0;
      waits = 0;
      return measures[0]?.value === 0 && measures[1]?.value === 0 ? [] : measures;
    },
  };
}
