import { TributaryError } from '../core/errors.ts';
import { keyPath } from '../core/key-path.ts';
import { pointerMessage } from '../core/messages.ts';
import { encodeBatchAside } from '../core/raw-batch.ts';
import { type Continuation, leaseMs, type Manifest, type Run } from '../core/run.ts';
import { tombstone } from '../core/tombstone.ts';
import { erpSystemTopic } from '../core/topic-names.ts';
import type { Platform, Publish } from '../platform/ports.ts';
import { advance } from './advance.ts';
import { batchSize, type PageGroup } from './page-group.ts';
import type { SeenKeys } from './seen-keys.ts';
import type { RawRecord } from './stream-reader.ts';

/** Pages of one stream on their way into the ledger and onto the topic. */
export type PageStore = {
  readonly deps: Pick<Platform, 'blobs' | 'ledger' | 'coordination' | 'clock' | 'checkpoint'> & {
    readonly publish: Publish;
  };
  readonly run: Run;
  readonly stream: string;
  readonly signal: AbortSignal;
  /** For the manifests; see Manifest.mayLag. */
  readonly mayLag: boolean;
  /** Whether a record was erased, so that its content is not kept; absent where none was. */
  readonly erased?: (key: string) => boolean;
};

/** Batches of one call are declared in one transaction, which holds a hundred rows on DynamoDB: these, twice over. */
const batchesPerCall = 40;
/** The index of a record has four digits in its position. */
const largestBatch = 10_000;

/** Blobs first, then manifests and continuation in one transaction, then the pointers. */
export async function storePages(
  store: PageStore,
  seen: SeenKeys,
  at: Continuation,
  group: PageGroup,
): Promise<Continuation> {
  const { deps, run, stream } = store;
  store.signal.throwIfAborted();
  await keepLease(store);
  const manifests: Manifest[] = [];
  for (const records of batchesOf(store, group)) {
    const manifest = await putBatch(store, at.batches + manifests.length + 1, records);
    const touches = seen.touches(records);
    manifests.push({ ...manifest, ...(touches === undefined ? {} : { touches }) });
  }
  deps.checkpoint('blob-put');
  const after = advance(at, group, manifests.length, deps.clock.now().toISOString());
  await deps.ledger.declare(run, stream, manifests, after, run.fence);
  seen.declared(manifests);
  deps.checkpoint('declared');
  await publishPointers(store, manifests);
  return after;
}

/** Batches of about 500 and of the same size, or of as many as make forty of them. Throws ErpContractBroken for a page of too many records. */
function batchesOf({ run, stream, erased }: PageStore, group: PageGroup): readonly (readonly RawRecord[])[] {
  const records = erased
    ? group.records.map((record) => (erased(record.key) ? { ...record, text: tombstone } : record))
    : group.records;
  const batchCount = Math.min(batchesPerCall, Math.max(1, Math.round(records.length / batchSize)));
  const size = Math.ceil(records.length / batchCount);
  if (size > largestBatch) {
    const message = `Stream ${stream} of ${run.connection} answered ${records.length} records on one page; ${batchesPerCall * largestBatch} are allowed. Set a smaller page size in the connector.`;
    throw new TributaryError('ErpContractBroken', { code: 'page-too-large', message });
  }
  const batches: (readonly RawRecord[])[] = [];
  for (let from = 0; from < records.length; from += size) batches.push(records.slice(from, from + size));
  return batches;
}

async function keepLease({ deps, run }: PageStore): Promise<void> {
  if (await deps.coordination.renew(run.fence, leaseMs)) return;
  const message = `Another execution has taken over run ${run.run} of ${run.connection}; this one stops and writes nothing more.`;
  throw new TributaryError('FenceLost', { code: 'lease-lost', message });
}

async function putBatch(
  { deps, run, stream, mayLag }: PageStore,
  batch: number,
  records: readonly RawRecord[],
): Promise<Manifest> {
  const { tenant, connection } = run;
  const encoded = await encodeBatchAside(records);
  const id = keyPath(tenant, connection, stream, run.run, `${batch}-${encoded.digest}`);
  const blob = `raw/${id}.zst`;
  await deps.blobs.put(blob, encoded.bytes);
  const declaredAt = deps.clock.now().toISOString();
  return {
    ...{ tenant, connection, stream, run: run.run, batch, id, count: records.length },
    ...{ digest: encoded.digest, blob, bytes: encoded.bytes.length, declaredAt, publishes: 0 },
    ...(mayLag ? { mayLag } : {}),
  };
}

/** Publishes the pointers to declared batches and remembers that they were accepted. */
export async function publishPointers({ deps, run, stream }: PageStore, manifests: readonly Manifest[]): Promise<void> {
  if (manifests.length === 0) return;
  await deps.publish(
    erpSystemTopic(run.connector),
    manifests.map((manifest) => pointerMessage(run.connector, manifest)),
  );
  deps.checkpoint('published');
  await deps.ledger.markPublished(
    run,
    stream,
    manifests.map((manifest) => manifest.batch),
  );
}
