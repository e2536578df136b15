import { type StaleDeps, staleConnections } from '../../distributor/stale-connections.ts';
import type { Ledger } from '../../platform/ports.ts';
import type { Measure } from './measures.ts';

/** How a stage stands at the moment: how long its oldest open run has been open, and how many connections are stale. */
export async function gauges(
  deps: StaleDeps & { readonly ledger: Pick<Ledger, 'openRuns' | 'runs'> },
): Promise<readonly Measure[]> {
  const now = deps.clock.now().getTime();
  const oldest = (await deps.ledger.openRuns()).reduce((first, run) => Math.min(first, Date.parse(run.startedAt)), now);
  return [
    { metric: 'OldestRunSeconds', value: Math.round((now - oldest) / 1_000) },
    { metric: 'ConnectionsStale', value: (await staleConnections(deps)).length },
  ];
}
