import { accessTokens } from '../access-tokens.ts';
import type { Clock, Coordination } from '../ports.ts';
import type { Sealing } from '../sealing.ts';
import { tokenRowsIn } from './access-tokens.ts';
import type { Database } from './database.ts';
import { leasesIn } from './leases.ts';
import { rateBudgetsIn } from './rate-budgets.ts';

/** Leases, rate budgets and access tokens over SQLite; the tokens are sealed with `sealing` before they are stored. */
export function embeddedCoordination(db: Database, clock: Clock, sealing: Sealing): Coordination {
  const leases = leasesIn(db, clock);
  const budgets = rateBudgetsIn(db, clock);
  const tokens = accessTokens(tokenRowsIn(db, clock, sealing), clock);
  return {
    acquire: async (lease, holder, ttlMs) => leases.acquire(lease, holder, ttlMs),
    renew: async (fence, ttlMs) => leases.renew(fence, ttlMs),
    release: async (fence) => leases.release(fence),
    holds: async (fence) => leases.holds(fence),
    take: async (budget, limit, patienceMs) => budgets.take(budget, limit, patienceMs),
    arrived: async (budget, slot) => budgets.arrived(budget, slot),
    pausedUntil: async (budget) => budgets.pausedUntil(budget),
    pause: async (budget, untilMs) => budgets.pause(budget, untilMs),
    token: (name, refresh, options) => tokens(name, refresh, options?.rejected),
  };
}
