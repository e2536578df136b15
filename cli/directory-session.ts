import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { TributaryError } from '../core/errors.ts';
import { type Embedded, type EmbeddedOptions, openEmbedded } from '../infra/embedded.ts';
import { killAt } from '../infra/kill-at.ts';
import type { Context } from './context.ts';
import { fileErrorText } from './output/file-error-text.ts';
import type { SessionOptions } from './session-options.ts';

/**
 * Opens the data directory, does the work, closes. Once storage has failed it throws that at once and closes nothing:
 * the process must end, and whatever still runs must not go on.
 */
export async function withDirectory<T>(
  { environment }: Pick<Context, 'environment'>,
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
      // A fault point is counted in one thread.
      threads: availableParallelism() > 1 && environment.fault === undefined,
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
