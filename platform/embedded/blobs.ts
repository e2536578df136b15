import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Blobs } from '../ports.ts';
import { isAbsent, translateFileError } from './file-error.ts';
import { decodeName, encodeName } from './file-name.ts';
import { openFileStore, temporaryFolder } from './file-store.ts';

/** Keeps the file of `a` apart from the folder of `a/b`. */
const suffix = '.blob';

/** Where a blob stands in the folder of blobs. */
export function pathOf(key: string): string {
  const segments = key.split('/');
  return segments.map((segment, index) => encodeName(segment, index === segments.length - 1 ? suffix : '')).join('/');
}

async function* list(root: string, folder: string, parent: string, prefix: string): AsyncGenerator<string> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error) => {
    if (isAbsent(error)) return [];
    throw translateFileError(error, `The folder ${join(root, folder)}`);
  });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const isFile = entry.name.endsWith(suffix);
    const name = decodeName(isFile ? entry.name.slice(0, -suffix.length) : entry.name);
    if (name === undefined || entry.name === temporaryFolder) continue;
    const key = `${parent}${name}${isFile ? '' : '/'}`;
    if (isFile && key.startsWith(prefix)) yield key;
    if (entry.isDirectory() && (key.startsWith(prefix) || prefix.startsWith(key)))
      yield* list(root, join(folder, entry.name), key, prefix);
  }
}

/** One file per blob, in folders after the segments of its key. A key has the form `a/b/c`; InvalidInput otherwise. */
export function embeddedBlobs(folder: string): Blobs {
  const files = openFileStore(folder);
  return {
    put: async (key, content) => files.write(pathOf(key), content),
    get: async (key) => files.read(pathOf(key)),
    delete: async (key) => files.remove(pathOf(key)),
    list: (prefix) => list(folder, '', '', prefix),
  };
}
