import { keyPath } from '../../core/key-path.ts';
import { textWithout } from '../../core/personal-texts.ts';
import { decodeBatch, encodeBatch, type RawRecord } from '../../core/raw-batch.ts';
import type { Manifest, Run } from '../../core/run.ts';
import { tombstone } from '../../core/tombstone.ts';
import type { Erasing } from './erase.ts';

/**
 * Rewrites the raw batches in which the person is: its records become tombstones, and texts of others that name it are
 * replaced. Count and order stay, and so do outcomes and the declared digest; the ledger learns the new digest before the
 * blob has it, so that at every moment the blob is one of the two. Batches that nobody declared are removed.
 */
export async function eraseRaw(erasing: Erasing): Promise<void> {
  const { deps, scope } = erasing;
  for (const connection of erasing.connections) {
    const declared = new Set<string>();
    for (const run of await deps.ledger.runs(scope.tenant, connection, Number.MAX_SAFE_INTEGER))
      for (const stream of run.streams)
        for (const manifest of await deps.ledger.manifests(run, stream)) {
          declared.add(manifest.blob);
          await eraseBatch(erasing, run, manifest);
        }
    await eraseOrphans(erasing, `${keyPath('raw', scope.tenant, connection)}/`, declared);
  }
}

async function eraseBatch(erasing: Erasing, run: Run, manifest: Manifest): Promise<void> {
  const { deps, dryRun, onErased } = erasing;
  const bytes = await deps.blobs.get(manifest.blob);
  if (bytes === undefined) return;
  await erasing.renew();
  const before = decodeBatch(bytes, manifest);
  const after = before.map((record) => editRecord(erasing, manifest, record));
  const changed = after.filter((record, index) => record !== before[index]).length;
  if (changed === 0) return;
  onErased({ place: 'raw', name: manifest.id, count: changed });
  if (dryRun) return;
  const encoded = encodeBatch(after);
  await deps.ledger.noteRewritten(run, manifest.stream, manifest.batch, encoded.digest);
  await deps.blobs.put(manifest.blob, encoded.bytes);
}

function editRecord(erasing: Erasing, { connection, stream }: Manifest, record: RawRecord): RawRecord {
  if (record.text === tombstone) return record;
  if (erasing.isPerson(connection, stream, record.key)) return { ...record, text: tombstone };
  const text = textWithout(record.text, erasing.texts);
  return text === record.text ? record : { ...record, text };
}

/** What an extraction put and never declared; no run is open, so that nobody will. */
async function eraseOrphans(
  { deps, dryRun, onErased }: Erasing,
  prefix: string,
  declared: ReadonlySet<string>,
): Promise<void> {
  const orphans: string[] = [];
  for await (const key of deps.blobs.list(prefix)) if (key.endsWith('.zst') && !declared.has(key)) orphans.push(key);
  for (const key of orphans) {
    onErased({ place: 'raw', name: key, count: 1 });
    if (!dryRun) await deps.blobs.delete(key);
  }
}
