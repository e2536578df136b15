import { keyPath } from '../core/key-path.ts';
import { type KeySet, keyHash, keySet } from '../core/key-set.ts';
import { batchKeys } from '../core/raw-batch.ts';
import type { Manifest, Run } from '../core/run.ts';
import type { Blobs } from '../platform/ports.ts';

/** The keys that a run has read of a stream, to tell which records it meets again. */
export type SeenKeys = {
  /** Which records of the next batch must be written even where nothing changed. */
  touches(records: readonly { readonly key: string }[]): Manifest['touches'];
  /** The batches are in the ledger now. */
  declared(manifests: readonly Manifest[]): void;
  /** Keeps the keys for the visit that goes on. */
  keep(): Promise<void>;
};

/** A longer list would make the manifest's row dearer than the writes that it saves. */
const longestList = 50;
/** Blobs at once: 2,000 batches of a million records take seconds, and 16 MB. */
const parallel = 16;
/** One PUT costs as much as 12.5 GETs on S3, so fewer batches than that are read again instead. */
const worthKeeping = 13;

/** For a stream of which any record may have an older version under way. */
export const allTouched: SeenKeys = { touches: () => 'all', declared: () => undefined, keep: async () => undefined };

/**
 * The keys of the batches that the run has declared, from what an earlier visit kept and the raw batches after that.
 * Where one of them cannot be read every record is touched: a key that is not known would be taken for new.
 */
export async function openSeenKeys(
  blobs: Blobs,
  run: Run,
  stream: string,
  manifests: readonly Manifest[],
): Promise<SeenKeys> {
  const place = keyPath('raw', run.tenant, run.connection, stream, run.run, 'keys');
  const kept = manifests.length < worthKeeping ? undefined : readKept(await blobs.get(place), manifests);
  const set = kept?.set ?? keySet();
  const since = manifests.slice(kept?.batches ?? 0);
  if (!(await addKeys(blobs, set, since))) return allTouched;
  let last = manifests.at(-1);
  let unkept = since.length;
  return {
    touches: (records) => touchesOf(set, records),
    declared: (added) => {
      last = added.at(-1) ?? last;
      unkept += added.length;
    },
    keep: async () => {
      if (last && unkept >= worthKeeping) await blobs.put(place, encodeKept(set, last));
    },
  };
}

/** Adds the keys of a batch, and gives the indexes of those that were there before, also earlier in the batch. */
export function touchesOf(set: KeySet, records: readonly { readonly key: string }[]): Manifest['touches'] {
  const repeated: number[] = [];
  for (const [index, { key }] of records.entries()) if (!set.add(key)) repeated.push(index);
  if (repeated.length === 0) return undefined;
  return repeated.length > longestList ? 'all' : repeated;
}

async function addKeys(blobs: Blobs, set: KeySet, manifests: readonly Manifest[]): Promise<boolean> {
  for (let from = 0; from < manifests.length; from += parallel) {
    const part = manifests.slice(from, from + parallel);
    for (const bytes of await Promise.all(part.map(({ blob }) => blobs.get(blob)))) {
      const keys = bytes && batchKeys(bytes);
      if (!keys) return false;
      for (const key of keys) set.add(key);
    }
  }
  return true;
}

/** The number of the last batch, the hash of its id, and the hashes of the keys, eight bytes each. */
function encodeKept(set: KeySet, last: Manifest): Uint8Array {
  const hashes = set.hashes();
  const numbers = new Float64Array(hashes.length + 2);
  numbers.set([last.batch, keyHash(last.id)]);
  numbers.set(hashes, 2);
  return new Uint8Array(numbers.buffer);
}

/** Undefined where nothing was kept, or not of these batches. */
function readKept(
  bytes: Uint8Array | undefined,
  manifests: readonly Manifest[],
): { readonly set: KeySet; readonly batches: number } | undefined {
  if (!bytes || bytes.length < 16 || bytes.length % 8 !== 0) return undefined;
  // Copied, because a blob's bytes may begin anywhere in their memory, and numbers may not.
  const numbers = new Float64Array(new Uint8Array(bytes).buffer);
  const [batches = 0, id] = numbers;
  const last = manifests[batches - 1];
  if (last?.batch !== batches || keyHash(last.id) !== id) return undefined;
  return { set: keySet(numbers.subarray(2)), batches };
}
