import { randomBytes } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadSecretKey } from '../../../platform/embedded/secret-key.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const directory = temporaryDirectories();
const key = randomBytes(32);

describe('the key of the secrets', () => {
  test.each([
    ['base64', key.toString('base64')],
    ['base64 without padding', key.toString('base64').replace('=', '')],
    ['base64url', key.toString('base64url')],
    ['hex', key.toString('hex')],
    ['hex in capitals, with a line end', `${key.toString('hex').toUpperCase()}\n`],
  ])('TRIBUTARY_KEY as %s; no file is made', (_form, text) => {
    const home = directory();
    expect(Buffer.from(loadSecretKey(join(home, 'key'), text)).equals(key)).toBe(true);
    expect(readdirSync(home)).toEqual([]);
  });

  test.each([
    'hunter2',
    'a'.repeat(43).replace('a', '*'),
    key.toString('hex').slice(1),
    randomBytes(31).toString('base64'),
    randomBytes(33).toString('base64'),
  ])('TRIBUTARY_KEY %j is malformed; the message does not show it', (text) => {
    let caught: unknown;
    try {
      loadSecretKey(join(directory(), 'key'), text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ name: 'InvalidInput', code: 'key-malformed' });
    expect(String(caught)).not.toContain(text);
  });

  test('without TRIBUTARY_KEY a key file is made once, for its owner alone', () => {
    const home = directory();
    const file = join(home, 'key');
    const made = loadSecretKey(file, undefined);
    expect(made).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Buffer.from(loadSecretKey(file, '')).equals(made)).toBe(true);
    expect(Buffer.from(readFileSync(file, 'utf8'), 'base64').equals(made)).toBe(true);
    expect(readdirSync(home)).toEqual(['key']);
  });

  test.each([0o640, 0o604, 0o666])('a key file of mode %o is refused', (mode) => {
    const file = join(directory(), 'key');
    loadSecretKey(file, undefined);
    chmodSync(file, mode);
    expect(() => loadSecretKey(file, undefined)).toThrow(
      expect.objectContaining({
        name: 'InvalidInput',
        code: 'key-file-permissions',
        message: expect.stringContaining('chmod 600'),
      }),
    );
  });

  test('a key file with something else in it, or a folder in its place, is refused', () => {
    const home = directory();
    writeFileSync(join(home, 'key'), 'nothing', { mode: 0o600 });
    expect(() => loadSecretKey(join(home, 'key'), undefined)).toThrow(
      expect.objectContaining({ code: 'key-malformed' }),
    );
    expect(() => loadSecretKey(join(home, 'key', 'key'), undefined)).toThrow(
      expect.objectContaining({ name: 'StorageFailed' }),
    );
  });
});
