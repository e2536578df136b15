import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { randomIds } from '../clock.ts';
import { isAbsent, translateFileError } from './file-error.ts';

/** Files that are replaced as a whole: after a crash at any moment each is there with its old or its new content. */
export type FileStore = {
  write(path: string, content: Uint8Array): Promise<void>;
  read(path: string): Promise<Uint8Array | undefined>;
  /** Also removes folders that become empty. */
  remove(path: string): Promise<void>;
};

/** No file or folder of a store begins with a dot; see file-name.ts. */
export const temporaryFolder = '.tmp';

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Half-written files of processes that have ended; a process that writes at this moment keeps its own. */
function removeLeftovers(temporary: string): void {
  for (const name of readdirSync(temporary)) {
    const path = join(temporary, name);
    const pid = Number.parseInt(name, 10);
    const earlier = (): boolean =>
      (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < Date.now() - process.uptime() * 1_000;
    if (pid === process.pid ? earlier() : !isAlive(pid)) rmSync(path, { force: true });
  }
}

/** The rename is not synced itself: the file system's journal orders it before what the database syncs later. */
async function writeThrough(temporary: string, path: string, content: Uint8Array): Promise<void> {
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  for (let attempt = 1; ; attempt++) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      return await rename(temporary, path);
    } catch (error) {
      // A removal may just have taken the empty folder away.
      if (!isAbsent(error) || attempt === 5) throw error;
    }
  }
}

async function removeEmptyFolders(root: string, from: string): Promise<void> {
  try {
    for (let folder = from; relative(root, folder) !== ''; folder = dirname(folder)) await rmdir(folder);
  } catch {
    // Not empty, or somebody else was faster: either way there is nothing left to do.
  }
}

/** Makes the folder (mode 0700) and cleans up after processes that ended while they wrote. Throws StorageFailed. */
export function openFileStore(root: string): FileStore {
  const temporary = join(root, temporaryFolder);
  const guarded = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw translateFileError(error, `The folder ${root}`);
    }
  };
  try {
    mkdirSync(temporary, { recursive: true, mode: 0o700 });
    removeLeftovers(temporary);
  } catch (error) {
    throw translateFileError(error, `The folder ${root}`);
  }
  return {
    write: async (path, content) => {
      const draft = join(temporary, `${process.pid}-${randomIds.next()}`);
      try {
        await guarded(writeThrough(draft, join(root, path), content));
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        throw error;
      }
    },
    read: (path) =>
      guarded(readFile(join(root, path)).catch((error) => (isAbsent(error) ? undefined : Promise.reject(error)))),
    remove: async (path) => {
      await guarded(rm(join(root, path), { force: true }));
      await removeEmptyFolders(root, dirname(join(root, path)));
    },
  };
}
