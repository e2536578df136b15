import { describe, expect, test } from '@jest/globals';
import type { RetentionKind } from '../../core/retention.ts';
import type { Manifest, Run, RunStatus } from '../../core/run.ts';
import type { Blobs, Coordination, Documents, Ledger } from '../../platform/ports.ts';
import type { Pruned, PruneRequest, Retention } from '../../platform/removal-ports.ts';
import { continuation, manifest, outcome } from './ledger-fixtures.ts';
import { forEachTest, type UnderTest } from './under-test.ts';

type Ports = {
  readonly ledger: Ledger;
  readonly coordination: Coordination;
  readonly documents: Documents;
  readonly blobs: Blobs;
  readonly retention: Retention;
};
type Make = () => Promise<UnderTest<Ports>>;

const dayMs = 86_400_000;
const start = Date.parse('2026-01-01T00:00:00.000Z');
const day = (days: number): Date => new Date(start + days * dayMs);

const request = (before: Date, more: Partial<PruneRequest> = {}): PruneRequest => ({
  before: { standard: before, tenants: new Map() },
  unsettledBefore: day(1000),
  keeps: () => false,
  dryRun: false,
  signal: new AbortController().signal,
  ...more,
});

type RunOptions = { readonly tenant?: string; readonly status?: RunStatus; readonly unsettled?: readonly number[] };

/** A run with two batches that ends at once. */
async function endedRun(
  ports: Ports,
  { tenant = 'acme', status = 'succeeded', unsettled = [] }: RunOptions = {},
): Promise<{
  readonly run: Run;
  readonly batches: readonly Manifest[];
}> {
  const { ledger, coordination, documents, blobs } = ports;
  await documents.put(tenant, 'connections', 'main', { name: 'main' });
  const lease = await coordination.acquire(`connection/${tenant}/main`, 'e', 60_000);
  if (!lease.ok) throw new Error('not acquired');
  const wanted = {
    ...{ tenant, connection: 'main', trigger: 'manual', connector: 'demo', registration: 1 },
    mode: 'incremental' as const,
    streams: ['parties'],
  };
  const run = await ledger.openRun(wanted, 'e', lease.fence);
  const batches = [1, 2].map((batch): Manifest => {
    const blob = `raw/${tenant}/main/parties/${run.run}/${batch}-digest.zst`;
    return { ...manifest(run, batch), blob };
  });
  for (const { blob } of batches) await blobs.put(blob, Buffer.from('content of a batch'));
  await ledger.declare(run, 'parties', batches, continuation(2, true), lease.fence);
  for (const { batch, id } of batches)
    if (!unsettled.includes(batch)) await ledger.writeOutcome(run, 'parties', outcome(id));
  if (status !== 'running') await ledger.closeRun(run, { status, results: [] }, lease.fence);
  await coordination.release(lease.fence);
  return { run, batches };
}

async function blobsIn({ blobs }: Ports): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const key of blobs.list('raw/')) found.push(key);
  return found;
}

const blobsOf = (...runs: readonly { readonly batches: readonly Manifest[] }[]): readonly string[] =>
  runs.flatMap(({ batches }) => batches.map(({ blob }) => blob)).sort();

export function retentionContract(name: string, makeAdapter: Make): void {
  describe(`retention: ${name}`, () => {
    const withPorts = forEachTest(makeAdapter);
    const pruneAll = async (
      { retention }: Ports,
      one: PruneRequest,
    ): Promise<Partial<Record<RetentionKind, Pruned>>> => ({
      raw: await retention.prune('raw', one),
      ledger: await retention.prune('ledger', one),
      runs: await retention.prune('runs', one),
    });

    test(
      'removes raw batches, ledger and runs of old runs; the last and the last good run stay',
      withPorts(async (ports) => {
        const runs = [await endedRun(ports), await endedRun(ports), await endedRun(ports, { status: 'failed' })];
        await ports.passTime(20 * dayMs);
        const young = await endedRun(ports, { status: 'failed' });
        const pruned = await pruneAll(ports, request(day(10)));
        expect(pruned).toMatchObject({
          raw: { removed: 6, complete: true },
          ledger: { complete: true },
          runs: { removed: 2, complete: true },
        });
        expect(await blobsIn(ports)).toEqual(blobsOf(young));
        const left = await ports.ledger.runs('acme', 'main', 10);
        // Run 2 is the last good one; run 4 is young.
        expect(left.map(({ run }) => run)).toEqual([4, 2]);
        expect((await ports.ledger.runs('acme', undefined, 10)).map(({ run }) => run).sort()).toEqual([2, 4]);
        for (const { run } of runs) expect(await ports.ledger.manifests(run, 'parties')).toEqual([]);
        for (const { run } of runs) expect(await ports.ledger.outcomes(run, 'parties')).toEqual([]);
        expect(await ports.ledger.manifests(young.run, 'parties')).toHaveLength(2);
        expect((await endedRun(ports)).run.run).toBe(5);
        expect(await pruneAll(ports, request(day(10)))).toMatchObject({
          raw: { removed: 0 },
          ledger: { removed: 0 },
          // Since run 5 is good, run 2 need not stay.
          runs: { removed: 1 },
        });
      }),
    );

    test(
      'a dry run counts the same and removes nothing',
      withPorts(async (ports) => {
        const [first, second] = [await endedRun(ports), await endedRun(ports)];
        await ports.passTime(dayMs);
        const dry = await pruneAll(ports, request(day(1), { dryRun: true }));
        expect(await blobsIn(ports)).toEqual(blobsOf(first, second));
        expect(await ports.ledger.manifests(first.run, 'parties')).toHaveLength(2);
        expect(await pruneAll(ports, request(day(1)))).toEqual(dry);
        expect(dry.raw?.removed).toBe(4);
        expect(dry.raw?.bytes).toBeGreaterThan(0);
        expect(dry.runs?.removed).toBe(1);
      }),
    );

    test(
      'open runs, batches without outcome and batches that are needed stay, with their ledger and run',
      withPorts(async (ports) => {
        const needed = await endedRun(ports);
        const unsettled = await endedRun(ports, { status: 'partial', unsettled: [2] });
        const settled = await endedRun(ports);
        const open = await endedRun(ports, { status: 'running' });
        await ports.passTime(20 * dayMs);
        const keeps = (blob: string): boolean => blob === needed.batches[0]?.blob;
        await pruneAll(ports, request(day(10), { keeps, unsettledBefore: day(-1) }));
        const kept = [needed.batches[0]?.blob, unsettled.batches[1]?.blob, ...blobsOf(open)];
        expect(await blobsIn(ports)).toEqual([...kept].sort());
        expect(await ports.ledger.manifests(needed.run, 'parties')).toHaveLength(2);
        expect(await ports.ledger.pending(unsettled.run, 10)).toHaveLength(2);
        expect(await ports.ledger.manifests(settled.run, 'parties')).toEqual([]);
        expect(await ports.ledger.run(open.run)).toMatchObject({ status: 'running' });
        await pruneAll(ports, request(day(10)));
        expect(await blobsIn(ports)).toEqual(blobsOf(open));
        expect(await ports.ledger.manifests(unsettled.run, 'parties')).toEqual([]);
      }),
    );

    test(
      'a tenant may have its own time',
      withPorts(async (ports) => {
        const [acme, other] = [await endedRun(ports), await endedRun(ports, { tenant: 'other' })];
        await ports.passTime(20 * dayMs);
        const before = { standard: day(-1), tenants: new Map([['other', day(10)]]) };
        expect(await ports.retention.prune('raw', request(day(0), { before }))).toMatchObject({ removed: 2 });
        expect(await blobsIn(ports)).toEqual(blobsOf(acme));
        expect(other.run.tenant).toBe('other');
      }),
    );

    test(
      'an aborted call says that there is more',
      withPorts(async (ports) => {
        await endedRun(ports);
        await ports.passTime(dayMs);
        const signal = AbortSignal.abort();
        expect(await ports.retention.prune('raw', request(day(1), { signal }))).toMatchObject({
          removed: 0,
          complete: false,
        });
      }),
    );

    test(
      'kinds that the platform keeps nothing of, or removes by itself, are nothing to remove',
      withPorts(async ({ retention }) => {
        for (const kind of ['events', 'journals', 'tokens', 'dead-letters', 'bodies'] as const)
          expect(await retention.prune(kind, request(day(1)))).toEqual({ removed: 0, bytes: 0, complete: true });
      }),
    );
  });
}
