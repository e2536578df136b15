import type { PageGroup } from '../../../connectors/page-group.ts';
import { allTouched, openSeenKeys, type SeenKeys } from '../../../connectors/seen-keys.ts';
import { type PageStore, storePages } from '../../../connectors/store-pages.ts';
import { formatRevision } from '../../../core/position.ts';
import { connectionLease, leaseMs, type Run } from '../../../core/run.ts';
import { mayHaveLeftovers, noteLeftovers } from '../../../transformer/leftovers.ts';
import type { Parts } from './parts.ts';
import { connector, type Row, rawOf, scope } from './stream.ts';

export type Source = {
  /** A page of the open run, or of the next one. */
  page(rows: readonly Row[]): Promise<void>;
  /** The call of Extract ends and another goes on from the ledger. */
  revisit(): Promise<void>;
  /** The run ends, with what has no outcome left over. */
  endRun(): Promise<void>;
};

type Open = { readonly run: Run; readonly touch: boolean; readonly seen: SeenKeys };

/** Plan, Extract and Commit as far as the delivery of records goes. `always`: every record is written. */
export function openSource(parts: Parts, always: boolean): Source {
  const { deps, leases } = parts;
  const { ledger, blobs } = deps;
  let open: Open | undefined;
  const visit = async (run: Run, touch: boolean): Promise<Open> => {
    const manifests = await ledger.manifests(run, scope.stream);
    return { run, touch, seen: touch ? allTouched : await openSeenKeys(blobs, run, scope.stream, manifests) };
  };
  const openRun = async (): Promise<Open> => {
    const [last] = await ledger.runs(scope.tenant, scope.connection, 1);
    if (last) await noteLeftovers(deps, last);
    const lease = leases.acquire(connectionLease(scope.tenant, scope.connection), 'e', leaseMs);
    const registration = parts.mappingVersion;
    const wanted = { ...scope, trigger: 'manual', connector, registration, mode: 'full', streams: [scope.stream] };
    const run = await ledger.openRun({ ...wanted, mode: 'full' }, 'e', lease.fence);
    return visit(run, always || (await mayHaveLeftovers(deps, scope)));
  };
  return {
    page: async (rows) => {
      open ??= await openRun();
      const before = await ledger.continuation(open.run, scope.stream);
      const at = before ?? { batches: 0, records: 0, pages: 0, done: false, startedAt: '', updatedAt: '' };
      await storePages(storeOf(parts, open.run), open.seen, at, pageOf(rows));
      const { run, registration } = open.run;
      for (const [index, row] of rows.entries()) {
        const revision = formatRevision({ run, batch: at.batches + 1, index }, registration);
        parts.versions.push({ revision, row, version: registration });
      }
    },
    revisit: async () => {
      if (open) open = await visit(open.run, open.touch);
    },
    endRun: async () => {
      if (!open) return;
      const { run } = open;
      const status = (await ledger.pending(run, 1)).length === 0 ? 'succeeded' : 'partial';
      await ledger.closeRun(run, { status, results: [] }, run.fence);
      leases.release(run.fence);
      open = undefined;
    },
  };
}

function storeOf({ deps }: Parts, run: Run): PageStore {
  const coordination = { renew: async () => true } as unknown as PageStore['deps']['coordination'];
  const signal = new AbortController().signal;
  return { deps: { ...deps, coordination }, run, stream: scope.stream, signal, mayLag: false };
}

function pageOf(rows: readonly Row[]): PageGroup {
  const next = { place: 'next', read: 0, trail: { asked: [] } } as unknown as NonNullable<PageGroup['next']>;
  return { pages: 1, since: 0, records: rows.map(rawOf), next };
}
