import { isNamed } from '../core/errors.ts';
import { OutputFailed } from './standard-output.ts';

/** What the exit code of a command says; the same for every command. */
export const exitCodes = { done: 0, unsuccessful: 1, badInput: 2, notFound: 3, inUse: 4, storageFailed: 5 } as const;

export type ExitName = keyof typeof exitCodes;
export type ExitCode = (typeof exitCodes)[ExitName];

/** As `--help` shows them. */
export const exitMeanings: Readonly<Record<ExitName, string>> = {
  done: 'done',
  unsuccessful: 'it did not succeed',
  badInput: 'bad input or usage; nothing was started',
  notFound: 'something named does not exist',
  inUse: 'another process works on the data directory',
  storageFailed: 'the data directory is full or damaged, or AWS refused',
};

/** The exit code for anything that was thrown. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof OutputFailed) return exitCodes.unsuccessful;
  if (isNamed(error, 'NotFound')) return exitCodes.notFound;
  if (isNamed(error, 'StorageFailed')) return exitCodes.storageFailed;
  if (!isNamed(error, 'InvalidInput')) return exitCodes.unsuccessful;
  return (error as { readonly code?: string }).code === 'directory-in-use' ? exitCodes.inUse : exitCodes.badInput;
}
