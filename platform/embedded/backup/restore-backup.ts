import { constants, copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { TributaryError } from '../../../core/errors.ts';
import type { Clock, Ledger, RecordStore } from '../../ports.ts';
import { type Database, knownVersion, openDatabase } from '../database.ts';
import { embeddedDocuments } from '../documents.ts';
import { isAbsent, translateFileError } from '../file-error.ts';
import { embeddedLedger } from '../ledger.ts';
import { embeddedRecordStore } from '../record-store.ts';
import { isWorkerRunning } from '../worker-lock.ts';
import { type BackupManifest, damaged, readManifest } from './backup-manifest.ts';
import { hashFile } from './hash-file.ts';

export type RestoreOptions = {
  readonly backup: string;
  readonly into: string;
  /** Puts a directory that is not empty aside. */
  readonly force: boolean;
  readonly clock: Clock;
  /** Begins the new epoch, on the restored ports, before anyone can work on them. */
  readonly begin: (ports: RestoredPorts, manifest: BackupManifest) => Promise<void>;
  readonly onProgress: (step: 'verified' | 'copied', files: number, of: number) => void;
};

export type RestoredPorts = {
  readonly ledger: Ledger;
  readonly records: RecordStore;
  readonly documents: ReturnType<typeof embeddedDocuments>;
};

export type Restored = {
  readonly manifest: BackupManifest;
  /** Where the directory went that was there before. */
  readonly before?: string;
};

/**
 * Restores a backup: every digest is verified before anything is written, all is written beside the directory, and that
 * takes its place in one step. Throws InvalidInput and StorageFailed; nothing has changed then.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const [backup, into] = [resolve(options.backup), resolve(options.into)];
  const manifest = await readManifest(backup, knownVersion());
  const occupied = await isOccupied(into, options.force);
  await verify(backup, manifest, options);
  const draft = join(dirname(into), `.${basename(into)}.restoring-${process.pid}`);
  try {
    await rm(draft, { recursive: true, force: true });
    await copyAll(backup, draft, manifest, options);
    await prepare(draft, manifest, options);
    const before = occupied ? await putAside(into, options.clock) : undefined;
    await rename(draft, into);
    return { manifest, ...(before !== undefined && { before }) };
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof TributaryError) throw error;
    throw translateFileError(error, `The disk of ${into}`);
  }
}

async function isOccupied(into: string, force: boolean): Promise<boolean> {
  const names = await readdir(into).catch((error) => {
    if (isAbsent(error)) return [];
    throw translateFileError(error, `The directory ${into}`);
  });
  if (names.length === 0) return false;
  if (isWorkerRunning(into)) {
    const message = `A process works on ${into}: stop it first. Nothing was restored.`;
    throw new TributaryError('InvalidInput', { code: 'directory-in-use', message });
  }
  if (force) return true;
  const message = `${into} is not empty. Name another directory with --into, or put this one aside with --force.`;
  throw new TributaryError('InvalidInput', { code: 'directory-not-empty', message });
}

async function verify(backup: string, { files }: BackupManifest, { onProgress }: RestoreOptions): Promise<void> {
  const bad: string[] = [];
  for (const [index, { path, bytes, sha256 }] of files.entries()) {
    const found = await hashFile(join(backup, path));
    if (found?.bytes !== bytes || found.sha256 !== sha256) bad.push(path);
    onProgress('verified', index + 1, files.length);
  }
  if (bad.length > 0) throw damaged(backup, bad);
}

async function copyAll(
  backup: string,
  draft: string,
  { files }: BackupManifest,
  { onProgress }: RestoreOptions,
): Promise<void> {
  await mkdir(draft, { recursive: true, mode: 0o700 });
  for (const [index, { path, sha256 }] of files.entries()) {
    const to = join(draft, path);
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await copyFile(join(backup, path), to, constants.COPYFILE_EXCL);
    const file = await open(to, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    if ((await hashFile(to))?.sha256 !== sha256) throw damaged(backup, [path]);
    onProgress('copied', index + 1, files.length);
  }
}

/**
 * Migrates the database, begins the new epoch, and forgets what would be processed at positions of the old one: pointers
 * that wait. Their runs have failed, so that their records are read again. Numbers of messages go on from beyond those
 * that somebody may hold as a place in a topic.
 */
async function prepare(draft: string, manifest: BackupManifest, { clock, begin }: RestoreOptions): Promise<void> {
  const db = openDatabase({ file: join(draft, 'tributary.db') });
  try {
    await begin(
      { ledger: embeddedLedger(db, clock), records: embeddedRecordStore(db), documents: embeddedDocuments(db) },
      manifest,
    );
    forgetPointers(db);
  } finally {
    db.close();
  }
}

/** More messages than are published in a year of a busy installation. */
const messageMargin = 1_000_000_000;

function forgetPointers(db: Database): void {
  db.transaction(() => {
    const waiting = "queue LIKE 'transform.%' AND queue NOT LIKE '%.dead'";
    db.run(`DELETE FROM message WHERE topic IS NULL AND id IN (SELECT message FROM delivery WHERE ${waiting})`);
    db.run(`DELETE FROM delivery WHERE ${waiting}`);
    db.run("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'message'", messageMargin);
  });
}

async function putAside(into: string, clock: Clock): Promise<string> {
  const stamp = clock
    .now()
    .toISOString()
    .replaceAll(/[-:]|\.\d+/g, '');
  const before = `${into}.before-${stamp}`;
  await rename(into, before);
  return before;
}
