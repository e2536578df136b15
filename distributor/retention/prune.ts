import { parseDuration } from '../../core/duration.ts';
import { TributaryError } from '../../core/errors.ts';
import { type RetentionKind, retentionKinds } from '../../core/retention.ts';
import { deletePlan, listPlannedRuns } from '../../platform/catalogue.ts';
import type { Platform } from '../../platform/ports.ts';
import type { Pruned, PruneRequest } from '../../platform/removal-ports.ts';
import { type RetentionPolicies, readPolicies } from './policies.ts';

export type PruneDeps = Pick<Platform, 'documents' | 'ledger' | 'coordination' | 'retention' | 'clock' | 'ids'>;

export type PruneOptions = {
  readonly dryRun: boolean;
  /** Ends the work early; the next call goes on. */
  readonly signal: AbortSignal;
  /** Told of each kind when it is done. */
  readonly onKind?: (kind: RetentionKind, pruned: Pruned) => void;
};

/** What went of each kind. */
export type PruneReport = Readonly<Record<RetentionKind, Pruned>>;

/** Who removes, copies or rewrites what is stored holds this lease: a backup must not lose what it is about to copy. */
export const housekeepingLease = 'housekeeping';
const leaseTtlMs = 5 * 60_000;

/**
 * Removes everything that its policy no longer keeps. Throws PlatformUnavailable `housekeeping-busy` while another process
 * does so, or while a backup or an erasure is under way.
 */
export async function prune(deps: PruneDeps, options: PruneOptions): Promise<PruneReport> {
  return withHousekeeping(deps, async (renew) => {
    const policies = await readPolicies(deps.documents);
    const needed = await neededBlobs(deps);
    const report: Partial<Record<RetentionKind, Pruned>> = {};
    for (const kind of retentionKinds) {
      await renew();
      const pruned = await deps.retention.prune(kind, requestOf(deps, policies, kind, needed, options));
      report[kind] = pruned;
      options.onKind?.(kind, pruned);
    }
    if (!options.dryRun) await forgetPlans(deps);
    return report as PruneReport;
  });
}

/** Does the work while nobody else removes, copies or rewrites; `renew` is to be called every minute. */
export async function withHousekeeping<T>(
  { coordination, ids }: Pick<PruneDeps, 'coordination' | 'ids'>,
  work: (renew: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const lease = await coordination.acquire(housekeepingLease, `housekeeping.${ids.next()}`, leaseTtlMs);
  if (!lease.ok) throw busy(lease.until);
  const renew = async (): Promise<void> => {
    if (!(await coordination.renew(lease.fence, leaseTtlMs))) throw busy('now');
  };
  try {
    return await work(renew);
  } finally {
    await coordination.release(lease.fence);
  }
}

function busy(until: string): TributaryError {
  const message = `Another process removes old data, makes a backup or erases a person at present (until ${until} at the latest): try again when it is done.`;
  return new TributaryError('PlatformUnavailable', { code: 'housekeeping-busy', message });
}

function requestOf(
  { clock }: PruneDeps,
  { standard, tenants }: RetentionPolicies,
  kind: RetentionKind,
  needed: ReadonlySet<string>,
  { dryRun, signal }: PruneOptions,
): PruneRequest {
  const ago = (period: string): Date => new Date(clock.now().getTime() - parseDuration(period));
  return {
    before: {
      standard: ago(standard[kind]),
      tenants: new Map([...tenants].map(([tenant, policy]) => [tenant, ago(policy[kind])])),
    },
    unsettledBefore: ago(standard['dead-letters']),
    keeps: (blob) => needed.has(blob),
    dryRun,
    signal,
  };
}

const pageSize = 500;

/** Raw batches of records that wait in quarantine: whoever looks into one wants to see where it came from. */
async function neededBlobs({ documents }: PruneDeps): Promise<ReadonlySet<string>> {
  const needed = new Set<string>();
  for (const tenant of await documents.tenants('quarantine'))
    for (let after: string | undefined; ; ) {
      const page = await documents.list(tenant, 'quarantine', {
        ...(after !== undefined && { after }),
        limit: pageSize,
      });
      for (const { value } of page) needed.add((value as { readonly rawRef: string }).rawRef);
      after = page.at(-1)?.id;
      if (page.length < pageSize) break;
    }
  return needed;
}

/** A process that died between the end of its run and its tidying up left the plan. */
async function forgetPlans(deps: PruneDeps): Promise<void> {
  for (const key of await listPlannedRuns(deps)) {
    const run = await deps.ledger.run(key);
    if (run === undefined || run.status !== 'running') await deletePlan(deps, key);
  }
}
