import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isAbsent, translateFileError } from '../file-error.ts';
import { sha256 } from './backup-manifest.ts';

export type Copied = { readonly bytes: number; readonly sha256: string };

/**
 * Copies a file through to the disk and says what was copied; undefined where there is none. A file of the store is
 * replaced by renaming, so that what is read is whole. Throws StorageFailed, `disk-full` where that is so.
 */
export async function copyFile(from: string, to: string): Promise<Copied | undefined> {
  const content = await readFile(from).catch((error) => {
    if (isAbsent(error)) return undefined;
    throw translateFileError(error, `The file ${from}`);
  });
  if (content === undefined) return undefined;
  await writeFile(to, content);
  return { bytes: content.length, sha256: sha256(content) };
}

/** Writes a new file (mode 0600) through to the disk, with the folders it needs. Throws StorageFailed. */
export async function writeFile(to: string, content: Uint8Array | string): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    const file = await open(to, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw translateFileError(error, `The disk of ${to}`);
  }
}
