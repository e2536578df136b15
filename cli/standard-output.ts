import { readFileSync, readlinkSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { TributaryError } from '../core/errors.ts';

/** Where the answer of a command goes. */
export type Output = {
  write(text: string): void;
  /** Resolves when all that was written is out; throws OutputFailed where it cannot be. */
  flush(): Promise<void>;
  /** As flush, for what is taken away once it is out: also throws where there is no output at all. */
  delivered(): Promise<void>;
};

/** The answer could not be written: what depends on it must not be done. */
export class OutputFailed extends TributaryError {
  /** The reader has gone away, such as `head`: no fault of ours, and nothing to tell. */
  readonly quiet: boolean;

  constructor(cause: NodeJS.ErrnoException) {
    const why = reasons[cause.code ?? ''] ?? cause.message;
    super('InvalidInput', {
      code: 'output-failed',
      message: `Standard output cannot be written: ${why}.`,
      cause,
    });
    this.quiet = cause.code === 'EPIPE';
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device',
  EPIPE: 'nobody reads it any more',
  EBADF: 'it is closed',
  EIO: 'the device failed',
  EFBIG: 'the file may not become that large',
  EDQUOT: 'the disk quota is used up',
};

/** Standard output. Who waits in `flush` is told of a failure; where nobody does, `fail` is. */
export function standardOutput(stream: Writable, fail: (error: OutputFailed) => void): Output {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  let waiting = 0;
  let told = false;
  const onError = (error: NodeJS.ErrnoException): void => {
    const failure = new OutputFailed(error);
    failed.reject(failure);
    if (waiting === 0 && !told) fail(failure);
    told = true;
  };
  stream.on('error', onError);
  const written = (): Promise<void> =>
    new Promise((resolve) => {
      // After a failure the event tells of it.
      stream.write('', (error) => error ?? resolve());
    });
  const flush = async (): Promise<void> => {
    waiting += 1;
    try {
      await Promise.race([written(), failed.promise]);
    } finally {
      waiting -= 1;
    }
  };
  return {
    write: (text) => {
      if (!told) stream.write(text);
    },
    flush,
    delivered: async () => {
      await flush();
      if (isClosed()) throw new OutputFailed(Object.assign(new Error('closed'), { code: 'EBADF' }));
    },
  };
}

/** Node opens a closed standard output (`>&-`) as /dev/null, for reading and writing; `>/dev/null` is for writing only. */
function isClosed(): boolean {
  try {
    if (readlinkSync('/proc/self/fd/1') !== '/dev/null') return false;
    return /^flags:\s*\d*2$/m.test(readFileSync('/proc/self/fdinfo/1', 'utf8'));
  } catch {
    // Not Linux: nothing is known.
    return false;
  }
}
