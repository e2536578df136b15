import { TributaryError } from '../../core/errors.ts';

const full = 'is full: free some space, then start again; nothing that was confirmed is lost';
const denied = 'cannot be read or written: look at its owner and permissions';

const messages: Readonly<Record<string, readonly [code: string, what: string]>> = {
  ENOSPC: ['disk-full', full],
  EDQUOT: ['disk-full', full],
  EFBIG: ['disk-full', 'takes no file of that size: raise the limit, then start again'],
  EACCES: ['file-permissions', denied],
  EPERM: ['file-permissions', denied],
  EROFS: ['file-permissions', 'is mounted read-only'],
  EIO: ['file-io', 'cannot be read or written: look at the disk it is on'],
};

/** A file system's error as one of ours; `what` names the file, folder or disk at fault. */
export function translateFileError(error: unknown, what: string): TributaryError {
  const systemCode = (error as NodeJS.ErrnoException).code ?? '';
  if (systemCode === 'EMFILE' || systemCode === 'ENFILE') {
    const message = `${what} could not be opened: too many files are open. It is tried again; if it lasts, raise the limit (ulimit -n).`;
    return new TributaryError('PlatformUnavailable', { code: 'too-many-files', message, cause: error });
  }
  const [code, problem] = messages[systemCode] ?? [
    'file-io',
    `cannot be read or written (${systemCode || String(error)})`,
  ];
  return new TributaryError('StorageFailed', { code, message: `${what} ${problem}.`, cause: error });
}

export function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
