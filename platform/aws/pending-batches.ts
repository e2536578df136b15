import type { Manifest, RunKey } from '../../core/run.ts';
import type { Clock } from '../ports.ts';
import {
  continuationKey,
  continuationsPrefix,
  manifestKey,
  manifestsPrefix,
  outcomeKey,
  runPartition,
} from './ledger-keys.ts';
import { manifestOf } from './ledger-rows.ts';
import { getRows, queryRows, type Row, startingWith } from './rows.ts';
import type { Table } from './table.ts';
import { updateRow } from './writes.ts';

/** Manifests read at a time: few at first, because most who ask want to know only whether there is one. */
const pageSizes = { first: 10, most: 100 };

/**
 * Manifests that were never published or have no outcome. A batch that was settled stays so: how far those at the
 * beginning of a stream are, without a gap, is kept beside its continuation, and they are not read again. A run is so
 * asked about in time that grows with its batches, however often that is.
 */
export async function pendingBatches(
  table: Table,
  clock: Clock,
  key: RunKey,
  limit: number,
): Promise<readonly Manifest[]> {
  const pending: Manifest[] = [];
  for (const row of await queryRows(table, startingWith(runPartition(key), continuationsPrefix))) {
    if (pending.length >= limit) break;
    const settled = Number(row['settled'] ?? 0);
    if (settled >= Number(row['batches'])) continue;
    const walk = { table, clock, key, stream: String(row['stream']), settled };
    pending.push(...(await pendingOfStream(walk, limit - pending.length)));
  }
  return pending;
}

type Walk = {
  readonly table: Table;
  readonly clock: Clock;
  readonly key: RunKey;
  readonly stream: string;
  /** Number of the batch up to which all are settled. */
  readonly settled: number;
};

async function pendingOfStream(walk: Walk, limit: number): Promise<readonly Manifest[]> {
  const { table, key, stream } = walk;
  const pending: Manifest[] = [];
  let { settled } = walk;
  let from = manifestKey(key, stream, settled).sk;
  for (let size = pageSizes.first; ; size = Math.min(size * 2, pageSizes.most)) {
    const rows = await queryRows(table, startingWith(runPartition(key), manifestsPrefix(stream), from), size);
    const manifests = rows.map((row) => manifestOf(key, row));
    const done = await withOutcome(walk, manifests);
    for (const manifest of manifests) {
      if (manifest.publishedAt === undefined || !done.has(manifest.id)) pending.push(manifest);
      else if (pending.length === 0) settled = manifest.batch;
    }
    from = String(rows.at(-1)?.['sk'] ?? '');
    if (rows.length < size || pending.length >= limit) break;
  }
  if (settled > walk.settled) await noteSettled(walk, settled);
  return pending.slice(0, limit);
}

/** Ids of those batches that have an outcome. */
async function withOutcome(
  { table, clock, key, stream }: Walk,
  manifests: readonly Manifest[],
): Promise<ReadonlySet<string>> {
  const published = manifests.filter((manifest) => manifest.publishedAt !== undefined);
  const idOf = new Map(published.map(({ id }) => [outcomeKey(key, stream, id).sk, id]));
  const keys = published.map(({ id }) => outcomeKey(key, stream, id));
  const rows: readonly Row[] = await getRows(table, clock, keys);
  return new Set(rows.flatMap((row) => idOf.get(String(row['sk'])) ?? []));
}

/** Saves reading next time, and nothing else: what it throws is for those who write something that counts. */
async function noteSettled({ table, key, stream }: Walk, settled: number): Promise<void> {
  const update = {
    key: continuationKey(key, stream),
    change: 'SET settled = :settled',
    condition: 'attribute_not_exists(settled) OR settled < :settled',
    values: { ':settled': settled },
  };
  await updateRow(table, `noting what is settled of stream ${stream}`, update).catch(() => undefined);
}
