import type { Checkpoint } from '../../core/fault-points.ts';
import type { Clock, Ids, Platform, ScheduleEntry } from '../ports.ts';
import { sealingWith } from '../sealing.ts';
import type { BackupManifest } from './backup/backup-manifest.ts';
import { type BackupOptions, makeBackup } from './backup/make-backup.ts';
import { embeddedBlobs } from './blobs.ts';
import { embeddedCoordination } from './coordination.ts';
import { type DataDirectory, openDataDirectory } from './data-directory.ts';
import { openDatabase } from './database.ts';
import { embeddedDeliveries } from './deliveries.ts';
import { embeddedDocuments } from './documents.ts';
import { type EmbeddedExecutions, type ExecutionsOptions, embeddedExecutions } from './executions.ts';
import { embeddedExports } from './exports.ts';
import { embeddedLedger } from './ledger.ts';
import { type EmbeddedQueues, embeddedQueues } from './queues.ts';
import { embeddedRecordStore } from './record-store.ts';
import { embeddedRetention } from './retention/retention.ts';
import { type EmbeddedSchedules, embeddedSchedules } from './schedules.ts';
import { loadSecretKey } from './secret-key.ts';
import { embeddedSecrets } from './secrets.ts';
import { type EmbeddedTopics, embeddedTopics } from './topics.ts';
import { inProcessWake, type Wake } from './wake.ts';

/** The ports over one data directory, and what only a single machine has: a lock, a history of topics, timers. */
export type EmbeddedPlatform = Platform & {
  readonly topics: EmbeddedTopics;
  readonly queues: EmbeddedQueues;
  readonly schedules: EmbeddedSchedules;
  readonly executions: EmbeddedExecutions;
  readonly directory: DataDirectory;
  /** Makes a backup in a new folder; the caller holds the housekeeping lease. */
  backup(folder: string, options: BackupOptions): Promise<BackupManifest>;
  readonly wake: Wake;
  close(): Promise<void>;
};

export type EmbeddedPlatformOptions = {
  /** The data directory; created when it is not there. */
  readonly home: string;
  /** Content of TRIBUTARY_KEY; without it a key file in the directory is used. */
  readonly key?: string;
  readonly maxDatabaseMegabytes?: number;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly checkpoint: Checkpoint;
  /** The state machine with its placeholders filled, and the functions they name. */
  readonly definition: object;
  readonly functions: ExecutionsOptions['functions'];
  readonly onDue: (entry: ScheduleEntry) => void;
  /** Storage failed: the process must end. */
  readonly onFatal: (error: unknown) => void;
  readonly onHandlerError: (queue: string, error: unknown) => void;
};

/** Opens the data directory and all adapters over it. Throws StorageFailed and InvalidInput. */
export function openEmbeddedPlatform(options: EmbeddedPlatformOptions): EmbeddedPlatform {
  const { clock, ids, checkpoint, onFatal, onHandlerError, definition, functions, onDue } = options;
  const directory = openDataDirectory(options.home, clock);
  const key = loadSecretKey(directory.keyFile, options.key);
  const { maxDatabaseMegabytes } = options;
  const db = openDatabase({
    file: directory.databaseFile,
    ...(maxDatabaseMegabytes === undefined ? {} : { maxMegabytes: maxDatabaseMegabytes }),
  });
  const wake = inProcessWake(clock);
  const executions = embeddedExecutions(db, clock, { definition, functions, onFatal });
  return {
    topics: embeddedTopics(db, clock, wake),
    queues: embeddedQueues(db, clock, wake, { checkpoint, onFatal, onHandlerError }),
    deliveries: embeddedDeliveries(db),
    exports: embeddedExports(directory.path, ids),
    blobs: embeddedBlobs(directory.blobFolder),
    records: embeddedRecordStore(db),
    ledger: embeddedLedger(db, clock),
    coordination: embeddedCoordination(db, clock, sealingWith(key)),
    documents: embeddedDocuments(db),
    secrets: embeddedSecrets(directory.secretsFolder, key),
    schedules: embeddedSchedules(db, clock, onDue),
    executions,
    retention: embeddedRetention(db, directory.blobFolder),
    clock,
    ids,
    checkpoint,
    directory,
    backup: (folder, backupOptions) => makeBackup(db, directory, clock, folder, backupOptions),
    wake,
    close: async () => {
      await executions.close();
      db.close();
    },
  };
}
