import { parseDuration } from '../core/duration.ts';
import type { Run } from '../core/run.ts';
import { listConnections } from '../platform/catalogue.ts';
import type { Clock, Documents, Ledger, ScheduleEntry } from '../platform/ports.ts';

export type StaleDeps = {
  readonly documents: Documents;
  readonly ledger: Pick<Ledger, 'runs'>;
  readonly clock: Clock;
};

/** A connection whose data is older than its schedule promises. `lastGoodAt` is absent where no run ever succeeded. */
export type StaleConnection = { readonly tenant: string; readonly connection: string; readonly lastGoodAt?: string };

/** So many scheduled runs may fail or be late before the data counts as stale. */
const missedRuns = 3;
/** A cron schedule says little about its distances; a day and a bit covers the daily ones. */
const cronAllowanceMs = 26 * 3_600_000;
/** Runs looked at, newest first; a connection that failed more often than that is stale in any case. */
const looked = 20;
/** Runs take time, and a minute's schedule need not alarm after three minutes. */
const leastMs = 15 * 60_000;

/** Connections with a schedule that no run has brought up to date (succeeded, or partly) for three of its intervals. */
export async function staleConnections(deps: StaleDeps): Promise<readonly StaleConnection[]> {
  const stale: StaleConnection[] = [];
  for (const { tenant, name, schedule, paused } of await listConnections(deps)) {
    if (!schedule || paused) continue;
    const since = goodSince(await deps.ledger.runs(tenant, name, looked));
    if (since === undefined || deps.clock.now().getTime() - Date.parse(since.at) <= allowance(schedule)) continue;
    stale.push({ tenant, connection: name, ...(since.good ? { lastGoodAt: since.at } : {}) });
  }
  return stale;
}

/** When data last arrived, or else since when it is tried; undefined for a connection that never ran. */
function goodSince(runs: readonly Run[]): { readonly at: string; readonly good: boolean } | undefined {
  const good = runs.find(({ status }) => status === 'succeeded' || status === 'partial');
  if (good?.endedAt !== undefined) return { at: good.endedAt, good: true };
  const first = runs.at(-1);
  return first && { at: first.startedAt, good: false };
}

function allowance(when: ScheduleEntry['when']): number {
  return 'every' in when ? Math.max(leastMs, missedRuns * parseDuration(when.every)) : cronAllowanceMs;
}
