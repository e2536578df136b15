import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { TributaryError } from '../../core/errors.ts';
import { randomIds } from '../clock.ts';
import { translateFileError } from './file-error.ts';

/** `where` names the variable or file; the message never shows its content. */
function parseKey(text: string, where: string): Uint8Array {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (key.length === 32 && /^([0-9a-f]{64}|[\w+/-]{43}=?)$/i.test(text)) return key;
  const message = `${where} holds no key: it must be 32 random bytes as base64 or hex. \`openssl rand -base64 32\` makes one.`;
  throw new TributaryError('InvalidInput', { code: 'key-malformed', message });
}

/** Written aside and linked into place: of two processes that start at once, both use the key of the faster one. */
function createKeyFile(file: string): void {
  const draft = `${file}.${randomIds.next()}`;
  try {
    writeFileSync(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readKeyFile(file: string): string {
  const { mode } = statSync(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    const message = `The key file ${file} can be read by others (mode ${(mode & 0o777).toString(8)}): run \`chmod 600 ${file}\`, and renew the secrets if others may have read it.`;
    throw new TributaryError('InvalidInput', { code: 'key-file-permissions', message });
  }
  return readFileSync(file, 'utf8').trim();
}

/**
 * The key of the secrets: the value of TRIBUTARY_KEY if there is one, otherwise the key file, which is created (mode
 * 0600) when it does not exist. Throws InvalidInput when either is malformed or the file is open to others.
 */
export function loadSecretKey(keyFile: string, environment: string | undefined): Uint8Array {
  if (environment !== undefined && environment !== '') return parseKey(environment.trim(), 'TRIBUTARY_KEY');
  try {
    if (!statSync(keyFile, { throwIfNoEntry: false })) createKeyFile(keyFile);
    return parseKey(readKeyFile(keyFile), `The key file ${keyFile}`);
  } catch (error) {
    if (error instanceof TributaryError) throw error;
    throw translateFileError(error, `The key file ${keyFile}`);
  }
}
