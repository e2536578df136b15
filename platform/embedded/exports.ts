import { mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { messageOf, TributaryError } from '../../core/errors.ts';
import type { Exports, Ids } from '../ports.ts';

/** A name that no operating system reads as a path, and that hides no file. */
const fileName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/;

/** Files in directories of the machine: an absolute path is the operator's decision, any other is below the data directory. */
export function embeddedExports(home: string, ids: Ids): Exports {
  return {
    place: async (_subscription, path) => directoryOf(home, path),
    put: async (_subscription, path, file, content) => {
      if (!fileName.test(file)) throw unusable(`"${file}" cannot be the name of a file`);
      const directory = directoryOf(home, path);
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await demandInside(home, path, directory);
        await writeWhole(directory, file, content, ids.next());
      } catch (error) {
        if (error instanceof TributaryError) throw error;
        const message = `A file cannot be written to ${directory}: ${messageOf(error)}.`;
        throw new TributaryError('PlatformUnavailable', { code: 'export-failed', message, cause: error });
      }
    },
  };
}

function directoryOf(home: string, path: string | undefined): string {
  if (path === undefined || path.trim() === '' || path.includes('\0')) throw unusable('A folder needs a path');
  if (isAbsolute(path)) return resolve(path);
  const directory = resolve(home, path);
  if (isBelow(home, directory) && !ours.has(relative(home, directory).split(/[/\\]/)[0] ?? '')) return directory;
  throw unusable(`The path "${path}" leads out of the data directory, or to where the platform keeps its own`);
}

/** What the data directory holds already. */
const ours: ReadonlySet<string> = new Set(['blobs', 'secrets', 'tributary.db', 'key']);

function isBelow(parent: string, path: string): boolean {
  const way = relative(parent, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}

/** A link on the way must not lead a path out that looks as if it stayed inside. */
async function demandInside(home: string, path: string | undefined, directory: string): Promise<void> {
  if (isAbsolute(path ?? '')) return;
  if (isBelow(await realpath(home), await realpath(directory))) return;
  throw unusable(`The path "${path}" leads out of the data directory over a link`);
}

async function writeWhole(directory: string, file: string, content: string, unique: string): Promise<void> {
  const draft = join(directory, `.${unique}.tmp`);
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, join(directory, file));
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncDirectory(directory);
}

/** So that a power cut does not undo the renaming after the message was acknowledged; not every file system can. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => undefined);
  try {
    await handle?.sync();
  } catch {
    // Windows and some network file systems refuse it.
  } finally {
    await handle?.close();
  }
}

function unusable(what: string): TributaryError {
  const message = `${what}: give an absolute path, or one below the data directory such as exports/archive.`;
  return new TributaryError('InvalidInput', { code: 'export-path', message });
}
