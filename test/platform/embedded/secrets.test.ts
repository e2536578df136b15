import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { embeddedSecrets } from '../../../platform/embedded/secrets.ts';
import { secretsContract } from '../../contract/secrets.contract.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const directory = temporaryDirectories();
const noop = async (): Promise<void> => undefined;
secretsContract('embedded', async () => ({
  secrets: embeddedSecrets(directory(), randomBytes(32)),
  passTime: noop,
  dispose: noop,
}));

const unreadable = {
  name: 'StorageFailed',
  code: 'secret-unreadable',
  message: expect.stringContaining('erp of acme'),
};

describe('embedded secrets', () => {
  test('nothing of a secret is legible in its file, which only its owner can read; equal secrets differ', async () => {
    const folder = directory();
    const secrets = embeddedSecrets(folder, randomBytes(32));
    await secrets.put('acme', 'erp', { password: 'correct-horse' }, 'demo-odata');
    const file = join(folder, 'acme/erp.secret');
    const first = readFileSync(file);
    expect(first.includes('correct-horse') || first.includes('password')).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'acme')).mode & 0o777).toBe(0o700);
    await secrets.put('acme', 'erp', { password: 'correct-horse' }, 'demo-odata');
    expect(readFileSync(file).equals(first)).toBe(false);
  });

  test('another key is StorageFailed and says what to do, without a word of the secret', async () => {
    const folder = directory();
    await embeddedSecrets(folder, randomBytes(32)).put('acme', 'erp', { password: 'correct-horse' }, 'demo-odata');
    const error: Error = await embeddedSecrets(folder, randomBytes(32))
      .get('acme', 'erp')
      .then(
        () => Promise.reject(new Error('it was decrypted')),
        (caught) => caught,
      );
    expect(error).toMatchObject(unreadable);
    expect(error.message).toMatch(/Restore that key, or enter the secret again/);
    expect(JSON.stringify([error.message, error.stack])).not.toContain('correct-horse');
  });

  test('a file copied to another name or tenant does not open there', async () => {
    const folder = directory();
    const secrets = embeddedSecrets(folder, randomBytes(32));
    await secrets.put('other', 'erp', { password: 'x' }, 'demo-odata');
    await secrets.put('acme', 'erp2', { password: 'x' }, 'demo-odata');
    for (const from of ['other/erp.secret', 'acme/erp2.secret']) {
      copyFileSync(join(folder, from), join(folder, 'acme/erp.secret'));
      await expect(secrets.get('acme', 'erp')).rejects.toMatchObject(unreadable);
    }
  });

  test('a file with any byte changed, cut short or empty does not open', async () => {
    const folder = directory();
    const secrets = embeddedSecrets(folder, randomBytes(32));
    await secrets.put('acme', 'erp', { p: 'x' }, 'demo-odata');
    const file = join(folder, 'acme/erp.secret');
    const good = readFileSync(file);
    for (let index = 0; index < good.length; index++) {
      const bad = Buffer.from(good);
      bad[index] = (bad[index] ?? 0) ^ 1;
      writeFileSync(file, bad);
      await expect(secrets.get('acme', 'erp')).rejects.toMatchObject(unreadable);
    }
    for (const length of [0, 10, 25, good.length - 1]) {
      writeFileSync(file, good.subarray(0, length));
      await expect(secrets.get('acme', 'erp')).rejects.toMatchObject(unreadable);
    }
    writeFileSync(file, good);
    expect(await secrets.get('acme', 'erp')).toEqual({ p: 'x' });
  });

  test('names with odd characters stay inside the folder', async () => {
    const parent = directory();
    const folder = join(parent, 'secrets');
    mkdirSync(folder);
    const secrets = embeddedSecrets(folder, randomBytes(32));
    await secrets.put('../a', '../../b/c', { p: 'x' }, 'demo-odata');
    expect(await secrets.get('../a', '../../b/c')).toEqual({ p: 'x' });
    expect(statSync(join(folder, '%2E%2E%2Fa/%2E%2E%2F%2E%2E%2Fb%2Fc.secret')).isFile()).toBe(true);
    await expect(secrets.put('..', 'x', {}, 'demo-odata')).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});
