import { systemClock } from '../clock.ts';
import type { Platform } from '../ports.ts';
import { embeddedBlobs } from './blobs.ts';
import type { ConsumeOptions } from './consume.ts';
import { openDataDirectory } from './data-directory.ts';
import { openDatabase } from './database.ts';
import { embeddedDocuments } from './documents.ts';
import { embeddedLedger } from './ledger.ts';
import { embeddedQueues } from './queues.ts';
import { embeddedRecordStore } from './record-store.ts';
import { embeddedTopics } from './topics.ts';
import { inProcessWake, type Wake } from './wake.ts';

/** What transforming needs of a data directory. */
export type TransformPorts = Pick<
  Platform,
  'topics' | 'queues' | 'blobs' | 'records' | 'ledger' | 'documents' | 'clock'
> & {
  readonly wake: Wake;
  close(): void;
};

/** Those ports over a database connection of their own, for a second thread of the process that works on the directory. */
export function openTransformPorts(
  home: string,
  options: ConsumeOptions & { readonly maxDatabaseMegabytes: number | undefined },
): TransformPorts {
  const { maxDatabaseMegabytes } = options;
  const directory = openDataDirectory(home);
  const db = openDatabase({
    file: directory.databaseFile,
    ...(maxDatabaseMegabytes === undefined ? {} : { maxMegabytes: maxDatabaseMegabytes }),
  });
  const [clock, wake] = [systemClock, inProcessWake(systemClock)];
  return {
    topics: embeddedTopics(db, clock, wake),
    queues: embeddedQueues(db, clock, wake, options),
    blobs: embeddedBlobs(directory.blobFolder),
    records: embeddedRecordStore(db),
    ledger: embeddedLedger(db, clock),
    documents: embeddedDocuments(db),
    clock,
    wake,
    close: () => db.close(),
  };
}
