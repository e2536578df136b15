import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { TributaryError } from '../../core/errors.ts';
import { translateError } from './database.ts';
import { translateFileError } from './file-error.ts';

/** Who holds the lock, as far as it has said. */
export type WorkerInfo = { readonly pid?: number; readonly startedAt?: string };

/** An empty SQLite file whose exclusive lock the system releases when the process ends, however it ends. Never open it otherwise. */
const lockFile = (directory: string): string => join(directory, 'worker.lock');
const infoFile = (directory: string): string => join(directory, 'worker.json');
/** Long enough to outlast another process that only looks whether the lock is held. */
const lockTimeoutMs = 500;

function readInfo(directory: string): WorkerInfo {
  try {
    return JSON.parse(readFileSync(infoFile(directory), 'utf8')) as WorkerInfo;
  } catch {
    return {};
  }
}

function writeInfo(directory: string, info: WorkerInfo): void {
  try {
    writeFileSync(infoFile(directory), JSON.stringify(info));
  } catch (error) {
    throw translateFileError(error, `The data directory ${directory}`);
  }
}

/** Locks of this process. Without a reference the database would be collected as garbage, and the lock with it. */
const held = new Set<DatabaseSync>();

const isBusy = (error: unknown): boolean => ((error as { errcode?: number }).errcode ?? 0) === 5;

/** True when the statement got its lock. */
function succeeds(db: DatabaseSync, sql: string, file: string): boolean {
  try {
    db.exec(sql);
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw translateError(error, file);
  }
}

function openLock(directory: string, timeout: number): DatabaseSync {
  try {
    return new DatabaseSync(lockFile(directory), { timeout });
  } catch (error) {
    throw translateError(error, lockFile(directory));
  }
}

function inUse(directory: string): TributaryError {
  const { pid, startedAt } = readInfo(directory);
  const who = pid === undefined ? 'Another process' : `Process ${pid}, started ${startedAt},`;
  return new TributaryError('InvalidInput', {
    code: 'directory-in-use',
    message: `${who} works on the data directory ${directory}. Stop it first, or set TRIBUTARY_HOME to another directory.`,
    details: { directory, pid },
  });
}

/** Makes this process the only worker of the directory, until the function it gives is called or the process ends. */
export function acquireWorkerLock(directory: string, startedAt: Date): () => void {
  const db = openLock(directory, lockTimeoutMs);
  try {
    if (!succeeds(db, 'BEGIN EXCLUSIVE', lockFile(directory))) throw inUse(directory);
    held.add(db);
    writeInfo(directory, { pid: process.pid, startedAt: startedAt.toISOString() });
  } catch (error) {
    held.delete(db);
    db.close();
    throw error;
  }
  return () => {
    if (!held.delete(db)) return;
    rmSync(infoFile(directory), { force: true });
    db.close();
  };
}

/** The process that works on this directory; undefined when there is none. */
export function runningWorker(directory: string): WorkerInfo | undefined {
  if (!existsSync(lockFile(directory))) return undefined;
  const db = openLock(directory, 0);
  try {
    return succeeds(db, 'SELECT count(*) FROM sqlite_schema', lockFile(directory)) ? undefined : readInfo(directory);
  } finally {
    db.close();
  }
}

export function isWorkerRunning(directory: string): boolean {
  return runningWorker(directory) !== undefined;
}
