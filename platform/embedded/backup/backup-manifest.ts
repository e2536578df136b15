import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TributaryError } from '../../../core/errors.ts';
import { isAbsent, translateFileError } from '../file-error.ts';

/** A file of a backup; its path is that in the data directory, with slashes. */
export type BackupFile = { readonly path: string; readonly bytes: number; readonly sha256: string };

/** What a backup holds. It is written last: a folder without it is no backup. */
export type BackupManifest = {
  readonly format: 1;
  readonly createdAt: string;
  /** Version of the database; a program that knows less refuses it. */
  readonly database: number;
  readonly includesKey: boolean;
  /** Raw batches that the ledger names and that were not there (any more). */
  readonly missing: number;
  readonly files: readonly BackupFile[];
};

export const manifestName = 'backup.json';
/** The digest of the manifest, in a file of its own. */
export const manifestDigestName = 'backup.json.sha256';

export function sha256(content: Uint8Array | string): string {
  return hash('sha256', content, 'hex');
}

export function encodeManifest(manifest: BackupManifest): string {
  return `${JSON.stringify(manifest, undefined, 1)}\n`;
}

/** Throws InvalidInput for a folder that is no (whole) backup or one of a newer program, StorageFailed for one that is damaged. */
export async function readManifest(folder: string, knownDatabase: number): Promise<BackupManifest> {
  const [text, digest] = await Promise.all([manifestName, manifestDigestName].map((name) => read(join(folder, name))));
  if (text === undefined || digest === undefined) {
    const message = `${folder} is no backup, or one that was not finished: ${manifestName} is missing.`;
    throw new TributaryError('InvalidInput', { code: 'backup-incomplete', message });
  }
  if (sha256(text) !== digest.trim()) throw damaged(folder, [manifestName]);
  const manifest = JSON.parse(text) as BackupManifest;
  if (manifest.format > 1 || manifest.database > knownDatabase) {
    const message = `The backup ${folder} was made by a newer Tributary (format ${manifest.format}, database ${manifest.database}; this one knows 1 and ${knownDatabase}): restore it with that one.`;
    throw new TributaryError('InvalidInput', { code: 'backup-newer', message });
  }
  const odd = manifest.files.filter(({ path }) => path.split('/').some((part) => ['', '.', '..'].includes(part)));
  if (odd.length > 0)
    throw damaged(
      folder,
      odd.map(({ path }) => path),
    );
  return manifest;
}

/** StorageFailed, naming the first files. */
export function damaged(folder: string, files: readonly string[]): TributaryError {
  const more = files.length > 5 ? ` and ${files.length - 5} more` : '';
  const message = `The backup ${folder} is damaged, and nothing was restored: ${files.slice(0, 5).join(', ')}${more} ${files.length === 1 ? 'is' : 'are'} not what was backed up. Use another backup.`;
  return new TributaryError('StorageFailed', { code: 'backup-damaged', message });
}

async function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error) => {
    if (isAbsent(error) || (error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw translateFileError(error, `The file ${path}`);
  });
}
