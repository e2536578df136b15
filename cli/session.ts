import { existsSync } from 'node:fs';
import { TributaryError } from '../core/errors.ts';
import type { Checkpoint } from '../core/fault-points.ts';
import { type Embedded, type EmbeddedOptions, openEmbedded } from '../infra/embedded.ts';
import type { Context } from './context.ts';
import type { Environment } from './environment.ts';
import { fileErrorText } from './output/file-error-text.ts';

export type SessionOptions = {
  /** Makes the data directory when it is not there; otherwise its absence is NotFound. */
  readonly create?: boolean;
  /** Hosts allowed besides those of TRIBUTARY_ALLOW_HOSTS. */
  readonly allowHosts?: readonly string[];
  /** Told what failed and will be tried again. */
  readonly onFailure?: (what: string, error: unknown) => void;
};

/**
 * Opens the data directory, does the work, closes. Once storage has failed it throws that at once and closes nothing:
 * the process must end, and whatever still runs must not go on.
 */
export async function withSession<T>(
  { environment }: Context,
  options: SessionOptions,
  work: (embedded: Embedded) => Promise<T>,
): Promise<T> {
  if (options.create !== true && !existsSync(environment.home)) throw noDirectory(environment.home);
  const fatal = Promise.withResolvers<never>();
  fatal.promise.catch(() => undefined);
  const session = async (): Promise<T> => {
    const embedded = await opened({
      home: environment.home,
      ...(environment.key === undefined ? {} : { key: environment.key }),
      ...(environment.maxDatabaseMegabytes === undefined
        ? {}
        : { maxDatabaseMegabytes: environment.maxDatabaseMegabytes }),
      allowPrivateHosts: [...environment.allowHosts, ...(options.allowHosts ?? [])],
      ...(environment.fault === undefined ? {} : { checkpoint: killAt(environment.fault) }),
      onFailure: options.onFailure ?? (() => undefined),
      onFatal: fatal.reject,
    });
    try {
      return await work(embedded);
    } finally {
      await embedded.close();
    }
  };
  return Promise.race([session(), fatal.promise]);
}

/** Says in words what the system has against the directory. */
async function opened(options: EmbeddedOptions): Promise<Embedded> {
  try {
    return await openEmbedded(options);
  } catch (error) {
    if (!(error instanceof TributaryError) || error.code !== 'directory-unusable') throw error;
    const message = `${options.home} cannot be the data directory: ${fileErrorText(error.cause)}. Set TRIBUTARY_HOME to a directory this user may write.`;
    throw new TributaryError('InvalidInput', { code: error.code, message, cause: error.cause });
  }
}

function noDirectory(home: string): TributaryError {
  return new TributaryError('NotFound', {
    code: 'directory-missing',
    message: `There is no data directory ${home} yet. "tributary start --demo" or "tributary connector add <folder>" makes one; TRIBUTARY_HOME names another.`,
  });
}

/** For the test harness: ends the process as a power cut would, the n-th time it gets to that point. */
function killAt(fault: NonNullable<Environment['fault']>): Checkpoint {
  let seen = 0;
  return (point) => {
    if (point === fault.point && ++seen === fault.occurrence) process.kill(process.pid, 'SIGKILL');
  };
}
