import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { messageOf, TributaryError } from '../../core/errors.ts';
import { systemClock } from '../clock.ts';
import type { Clock } from '../ports.ts';
import { acquireWorkerLock } from './worker-lock.ts';

/** Where the embedded platform keeps all it has. */
export type DataDirectory = {
  readonly path: string;
  readonly databaseFile: string;
  readonly blobFolder: string;
  readonly secretsFolder: string;
  /** Used when TRIBUTARY_KEY is not set. */
  readonly keyFile: string;
  /** Lets one process work on the directory at a time; gives the release. Throws InvalidInput `directory-in-use`. */
  lockWorker(): () => void;
};

/** Creates the directory (mode 0700) unless it is there. Throws InvalidInput `directory-unusable`. */
export function openDataDirectory(path: string, clock: Clock = systemClock): DataDirectory {
  const directory = resolve(path);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const message = `${directory} cannot be the data directory (${messageOf(cause)}). Set TRIBUTARY_HOME to a directory this user may write.`;
    throw new TributaryError('InvalidInput', { code: 'directory-unusable', message, cause });
  }
  return {
    path: directory,
    databaseFile: join(directory, 'tributary.db'),
    blobFolder: join(directory, 'blobs'),
    secretsFolder: join(directory, 'secrets'),
    keyFile: join(directory, 'key'),
    lockWorker: () => acquireWorkerLock(directory, clock.now()),
  };
}
