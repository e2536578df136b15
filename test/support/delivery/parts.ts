import { noCheckpoint } from '../../../core/fault-points.ts';
import type { InformationEvent } from '../../../core/generated/information-batch.generated.ts';
import { retentionKinds, retentionRules } from '../../../core/retention.ts';
import { erpSystemTopic } from '../../../core/topic-names.ts';
import { setPolicy } from '../../../distributor/retention/policies.ts';
import { prune } from '../../../distributor/retention/prune.ts';
import { randomIds } from '../../../platform/clock.ts';
import { embeddedCoordination } from '../../../platform/embedded/coordination.ts';
import { type Database, openDatabase } from '../../../platform/embedded/database.ts';
import { embeddedDocuments } from '../../../platform/embedded/documents.ts';
import { type Leases, leasesIn } from '../../../platform/embedded/leases.ts';
import { embeddedLedger } from '../../../platform/embedded/ledger.ts';
import { embeddedRecordStore } from '../../../platform/embedded/record-store.ts';
import { pruneLedger, pruneRaw, pruneRuns } from '../../../platform/embedded/retention/prune-runs.ts';
import type { RawFolders } from '../../../platform/embedded/retention/raw-folders.ts';
import type { Blobs, Clock, Message, Publish, RecordStore } from '../../../platform/ports.ts';
import { nothingPruned } from '../../../platform/pruning.ts';
import type { Retention } from '../../../platform/removal-ports.ts';
import type { TransformDeps } from '../../../transformer/transform.ts';
import { type ModelConsumer, modelConsumer } from '../consumer.ts';
import { fakeClock } from '../fake-clock.ts';
import { connector, streamOf, type Version } from './stream.ts';

export type Queued = Message & { receiveCount: number };

/** The ports of a delivery world, and what has become of what went through them. */
export type Parts = {
  readonly deps: TransformDeps;
  readonly leases: Leases;
  readonly consumer: ModelConsumer;
  readonly queue: Queued[];
  readonly dead: Queued[];
  /** Every pointer that was ever published. */
  readonly announced: Message[];
  readonly versions: Version[];
  /** Of the mapping: of the runs to come, and of replays. */
  mappingVersion: number;
  writes: number;
  wait(days: number): void;
  /** Removes what the shortest policies that are allowed no longer keep. */
  prune(): Promise<void>;
  close(): void;
};

export function openParts(): Parts {
  const db = openDatabase({ file: ':memory:' });
  const clock = fakeClock();
  const consumer = modelConsumer();
  const [queue, dead, announced]: [Queued[], Queued[], Message[]] = [[], [], []];
  const publish: Publish = async (topic, messages) => {
    if (topic === erpSystemTopic(connector)) {
      announced.push(...messages);
      queue.push(...messages.map((message) => ({ ...message, receiveCount: 0 })));
    } else if (topic.startsWith('information.'))
      for (const message of messages) consumer.take(JSON.parse(message.body) as InformationEvent[]);
  };
  const store = embeddedRecordStore(db);
  const records: RecordStore = {
    ...store,
    apply: async (scope, batch, writes) => {
      parts.writes += writes.length;
      return store.apply(scope, batch, writes);
    },
  };
  const contents = new Map<string, Uint8Array>();
  const blobs = memoryBlobs(contents);
  const deps: TransformDeps = {
    ...{ documents: embeddedDocuments(db), ledger: embeddedLedger(db, clock), records, blobs },
    ...{ publish, clock, checkpoint: noCheckpoint },
    compiler: async (_connector, registration) => streamOf(registration),
    onFailure: () => undefined,
  };
  const parts: Parts = {
    ...{ deps, leases: leasesIn(db, clock), consumer, queue, dead, announced, versions: [] },
    ...{ mappingVersion: 1, writes: 0, close: () => db.close() },
    wait: (days) => clock.set(new Date(clock.now().getTime() + days * 86_400_000)),
    prune: () => pruneIn(db, clock, deps, contents),
  };
  return parts;
}

async function pruneIn(
  db: Database,
  clock: Clock,
  { documents, ledger }: TransformDeps,
  contents: Map<string, Uint8Array>,
): Promise<void> {
  const least = Object.fromEntries(retentionKinds.map((kind) => [kind, retentionRules[kind].least]));
  await setPolicy(documents, undefined, least);
  const folders = memoryFolders(contents);
  const retention: Retention = {
    compact: async () => undefined,
    prune: async (kind, request) => {
      if (kind === 'raw') return pruneRaw(db, folders, request);
      if (kind === 'ledger') return pruneLedger(db, request);
      return kind === 'runs' ? pruneRuns(db, request) : nothingPruned;
    },
  };
  const sealing = { seal: (text: string): string => text, unseal: (text: string): string => text };
  const coordination = embeddedCoordination(db, clock, sealing);
  const deps = { documents, ledger, coordination, retention, clock, ids: randomIds };
  await prune(deps, { dryRun: false, signal: new AbortController().signal });
}

function memoryFolders(contents: Map<string, Uint8Array>): RawFolders {
  return {
    files: async ({ tenant, connection, run }, stream) => {
      const prefix = `raw/${tenant}/${connection}/${stream}/${run}/`;
      const blobs = [...contents.keys()].filter((key) => key.startsWith(prefix));
      return blobs.map((blob) => ({ blob, path: blob, bytes: 1 }));
    },
    remove: async (files) => {
      for (const { blob } of files) contents.delete(blob);
    },
    streams: async function* () {},
  };
}

function memoryBlobs(contents: Map<string, Uint8Array>): Blobs {
  return {
    put: async (key, content) => void contents.set(key, content),
    get: async (key) => contents.get(key),
    delete: async (key) => void contents.delete(key),
    list: async function* () {},
  };
}
