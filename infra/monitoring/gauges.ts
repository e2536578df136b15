import { type StaleDeps, staleConnections } from '../../distributor/stale-connections.ts';
import { subscriptionStates } from '../../distributor/subscription-status.ts';
import type { Ledger, Queues } from '../../platform/ports.ts';
import type { Measure } from './measures.ts';

/**
 * How a stage stands at the moment: how long its oldest open run has been open, how many connections are stale, how many
 * endpoints of subscriptions are paused, and how many of the messages to consumers are dead.
 */
export async function gauges(
  deps: StaleDeps & { readonly ledger: Pick<Ledger, 'openRuns' | 'runs'>; readonly queues: Pick<Queues, 'counts'> },
): Promise<readonly Measure[]> {
  const now = deps.clock.now().getTime();
  const oldest = (await deps.ledger.openRuns()).reduce((first, run) => Math.min(first, Date.parse(run.startedAt)), now);
  const subscriptions = await subscriptionStates(deps);
  return [
    { metric: 'OldestRunSeconds', value: Math.round((now - oldest) / 1_000) },
    { metric: 'ConnectionsStale', value: (await staleConnections(deps)).length },
    { metric: 'SubscriptionsPaused', value: subscriptions.filter(({ endpoint }) => endpoint.paused).length },
    { metric: 'ConsumerDeadLetters', value: subscriptions.reduce((sum, { dead }) => sum + dead, 0) },
  ];
}
