import { accessTokens } from '../access-tokens.ts';
import type { Clock, Coordination } from '../ports.ts';
import type { Sealing } from '../sealing.ts';
import { tokenRowsIn } from './access-tokens.ts';
import { leasesIn } from './leases.ts';
import { rateBudgetsIn } from './rate-budgets.ts';
import type { Table } from './table.ts';

/** Leases, rate budgets and access tokens over DynamoDB; the tokens are sealed before they are stored. */
export function awsCoordination(table: Table, clock: Clock, sealing: () => Promise<Sealing>): Coordination {
  const tokens = accessTokens(tokenRowsIn(table, clock, sealing), clock);
  return {
    ...leasesIn(table, clock),
    ...rateBudgetsIn(table, clock),
    token: (name, refresh, options) => tokens(name, refresh, options?.rejected),
  };
}
