import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { TributaryError } from '../../../core/errors.ts';
import type { Clock } from '../../ports.ts';
import { pathOf } from '../blobs.ts';
import type { DataDirectory } from '../data-directory.ts';
import { type Database, knownVersion, openCopy } from '../database.ts';
import { isAbsent, translateFileError } from '../file-error.ts';
import {
  type BackupFile,
  type BackupManifest,
  encodeManifest,
  manifestDigestName,
  manifestName,
  sha256,
} from './backup-manifest.ts';
import { copyFile, writeFile } from './copy-file.ts';
import { hashFile } from './hash-file.ts';

export type BackupOptions = {
  readonly includeKey: boolean;
  /** Called again and again while it lasts, with what is done and what there is. */
  readonly onProgress: (files: number, of: number) => Promise<void>;
};

/**
 * Makes a backup in a new or empty folder, while others work on the directory. What it began is removed where it fails.
 *
 * The database is copied first, in one read transaction, and then the blobs that the copy refers to: a blob is put before
 * the row that names it, so that each of them is there by then. The other way round, batches that are declared while
 * blobs are copied would be missing. Blobs never change under their name and are removed only by who holds the
 * housekeeping lease, which the caller holds. Secrets come last: a connection is stored after its secret.
 */
export async function makeBackup(
  db: Database,
  directory: DataDirectory,
  clock: Clock,
  target: string,
  options: BackupOptions,
): Promise<BackupManifest> {
  const made = await emptyFolder(target);
  try {
    return await fill(db, directory, clock, target, options);
  } catch (error) {
    // Best effort: what stays has no manifest, so that nobody takes it for a backup.
    for (const name of await readdir(target).catch(() => []))
      await rm(join(target, name), { recursive: true, force: true }).catch(() => undefined);
    if (made) await rm(target, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

/** True when it was made here. */
async function emptyFolder(target: string): Promise<boolean> {
  try {
    const made = (await mkdir(target, { recursive: true, mode: 0o700 })) !== undefined;
    if ((await readdir(target)).length === 0) return made;
  } catch (error) {
    throw translateFileError(error, `The folder ${target}`);
  }
  const message = `${target} is not empty: a backup needs a folder of its own. Name a new one.`;
  throw new TributaryError('InvalidInput', { code: 'directory-not-empty', message });
}

async function fill(
  db: Database,
  directory: DataDirectory,
  clock: Clock,
  target: string,
  { includeKey, onProgress }: BackupOptions,
): Promise<BackupManifest> {
  const createdAt = clock.now().toISOString();
  const copy = join(target, basename(directory.databaseFile));
  db.copyTo(copy);
  const files: BackupFile[] = [];
  const blobs = referredTo(copy);
  let missing = 0;
  const add = async (path: string): Promise<void> => {
    const copied = await copyFile(join(directory.path, path), join(target, path));
    if (copied) files.push({ path, ...copied });
    else missing += 1;
    await onProgress(files.length + missing, of);
  };
  const artefacts = await inFolder(directory.blobFolder, 'artefacts');
  const secrets = await inFolder(directory.secretsFolder, '');
  const paths = [
    ...[...blobs.map(pathOf), ...artefacts].map((path) => `${basename(directory.blobFolder)}/${path}`),
    ...secrets.map((path) => `${basename(directory.secretsFolder)}/${path}`),
    ...(includeKey ? [basename(directory.keyFile)] : []),
  ];
  const of = paths.length;
  for (const path of paths) await add(path);
  const database = await hashFile(copy);
  if (database) files.push({ path: basename(copy), ...database });
  const includesKey = files.some(({ path }) => path === basename(directory.keyFile));
  const manifest: BackupManifest = { format: 1, createdAt, database: knownVersion(), includesKey, missing, files };
  const text = encodeManifest(manifest);
  await writeFile(join(target, manifestDigestName), sha256(text));
  await writeFile(join(target, manifestName), text);
  return manifest;
}

/** Raw batches, but for those of runs that retention has removed them of. */
function referredTo(copy: string): readonly string[] {
  const db = openCopy(copy);
  try {
    const batches = db.all('SELECT m.blob FROM manifest AS m JOIN run AS r ON r.id = m.run_id WHERE r.pruned = 0');
    return batches.map((row) => String(row['blob']));
  } finally {
    db.close();
  }
}

/** Files below a folder of the directory, hidden ones (drafts) left out. */
async function inFolder(root: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: true }).catch((error) => {
    if (isAbsent(error)) return [];
    throw translateFileError(error, `The folder ${join(root, folder)}`);
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.split('/').some((part) => part.startsWith('.')))
    .sort();
}
