import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nameInPath, pathPart } from '../../../core/key-path.ts';
import type { RunKey } from '../../../core/run.ts';
import { isAbsent, translateFileError } from '../file-error.ts';
import { decodeName, encodeName } from '../file-name.ts';

/** A file of a raw batch, or of what an extraction keeps beside its batches. */
export type RawFile = { readonly blob: string; readonly path: string; readonly bytes: number };

export type RawFolders = {
  /** What there is of one stream of a run. */
  files(run: RunKey, stream: string): Promise<readonly RawFile[]>;
  remove(files: readonly RawFile[]): Promise<void>;
  /** Each stream of which there are raw batches, with the numbers of their runs. */
  streams(): AsyncIterable<{
    readonly tenant: string;
    readonly connection: string;
    readonly stream: string;
    readonly runs: readonly number[];
  }>;
};

const suffix = '.blob';

/**
 * The folders `raw/<tenant>/<connection>/<stream>/<run>` of the blob store, one of them at a time: a list of all blobs
 * would go through every batch there is to find those of one run.
 */
export function rawFoldersIn(blobFolder: string): RawFolders {
  const place = (...segments: readonly string[]): string =>
    join(blobFolder, 'raw', ...segments.map((segment) => encodeName(segment, '')));
  return {
    files: async ({ tenant, connection, run }, stream) => {
      const segments = [tenant, connection, stream, String(run)].map(pathPart);
      const folder = place(...segments);
      const names = (await namesIn(folder)).filter((name) => name.endsWith(suffix));
      const files = await Promise.all(
        names.map(async (name): Promise<readonly RawFile[]> => {
          const path = join(folder, name);
          const info = await stat(path).catch((error) => (isAbsent(error) ? undefined : Promise.reject(error)));
          const last = decodeName(name.slice(0, -suffix.length)) ?? '';
          return info ? [{ blob: ['raw', ...segments, last].join('/'), path, bytes: info.size }] : [];
        }),
      );
      return files.flat();
    },
    remove: async (files) => {
      for (const { path } of files)
        await rm(path, { force: true }).catch((error) => {
          throw translateFileError(error, `The file ${path}`);
        });
      for (const folder of new Set(files.map(({ path }) => dirname(path)))) await rmdir(folder).catch(() => undefined);
    },
    streams: async function* () {
      for (const tenant of await decoded(place()))
        for (const connection of await decoded(place(tenant)))
          for (const stream of await decoded(place(tenant, connection))) {
            const runs = (await decoded(place(tenant, connection, stream))).map(Number).filter(Number.isSafeInteger);
            const names = {
              tenant: nameInPath(tenant),
              connection: nameInPath(connection),
              stream: nameInPath(stream),
            };
            yield { ...names, runs };
          }
    },
  };
}

async function decoded(folder: string): Promise<readonly string[]> {
  return (await namesIn(folder)).map((name) => decodeName(name)).filter((name) => name !== undefined);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error) => {
    if (isAbsent(error) || (error as NodeJS.ErrnoException).code === 'ENOTDIR') return [];
    throw translateFileError(error, `The folder ${folder}`);
  });
}
