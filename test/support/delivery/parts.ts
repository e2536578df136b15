import { noCheckpoint } from '../../../core/fault-points.ts';
import type { InformationEvent } from '../../../core/generated/information-batch.generated.ts';
import { erpSystemTopic } from '../../../core/topic-names.ts';
import { openDatabase } from '../../../platform/embedded/database.ts';
import { embeddedDocuments } from '../../../platform/embedded/documents.ts';
import { type Leases, leasesIn } from '../../../platform/embedded/leases.ts';
import { embeddedLedger } from '../../../platform/embedded/ledger.ts';
import { embeddedRecordStore } from '../../../platform/embedded/record-store.ts';
import type { Blobs, Message, Publish, RecordStore } from '../../../platform/ports.ts';
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
  const deps: TransformDeps = {
    ...{ documents: embeddedDocuments(db), ledger: embeddedLedger(db, clock), records, blobs: memoryBlobs() },
    ...{ publish, clock, checkpoint: noCheckpoint },
    compiler: async (_connector, registration) => streamOf(registration),
    onFailure: () => undefined,
  };
  const parts: Parts = {
    ...{ deps, leases: leasesIn(db, clock), consumer, queue, dead, announced, versions: [] },
    ...{ mappingVersion: 1, writes: 0, close: () => db.close() },
  };
  return parts;
}

function memoryBlobs(): Blobs {
  const contents = new Map<string, Uint8Array>();
  return {
    put: async (key, content) => void contents.set(key, content),
    get: async (key) => contents.get(key),
    delete: async (key) => void contents.delete(key),
    list: async function* () {},
  };
}
