import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { embeddedBlobs } from '../../../platform/embedded/blobs.ts';
import { blobsContract } from '../../contract/blobs.contract.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const directory = temporaryDirectories();
const noop = async (): Promise<void> => undefined;
blobsContract('embedded', async () => ({ blobs: embeddedBlobs(directory()), passTime: noop, dispose: noop }));

const temporary = (folder: string): string[] => readdirSync(join(folder, '.tmp'));

describe('embedded blobs', () => {
  test('leaves no temporary file and no empty folder', async () => {
    const folder = directory();
    const blobs = embeddedBlobs(folder);
    await blobs.put('a/b/1', Buffer.from('x'));
    await blobs.put('a/b/2', Buffer.from('x'));
    await blobs.delete('a/b/1');
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['2.blob']);
    expect(statSync(join(folder, 'a/b/2.blob')).mode & 0o777).toBe(0o600);
    await blobs.delete('a/b/2');
    expect(readdirSync(folder)).toEqual(['.tmp']);
    expect(temporary(folder)).toEqual([]);
  });

  test('cleans up what ended processes left half-written, and keeps the files of those that live', async () => {
    const folder = directory();
    embeddedBlobs(folder);
    const deadPid = spawnSync(process.execPath, ['-e', '']).pid;
    const names = [`${deadPid}-a`, `${process.pid}-earlier`, `${process.pid}-now`, `${process.ppid}-b`];
    for (const name of names) writeFileSync(join(folder, '.tmp', name), 'half');
    utimesSync(join(folder, '.tmp', `${process.pid}-earlier`), 1, 1);
    const keys: string[] = [];
    for await (const key of embeddedBlobs(folder).list('')) keys.push(key);
    expect(keys).toEqual([]);
    expect(temporary(folder).sort()).toEqual([`${process.pid}-now`, `${process.ppid}-b`].sort());
  });

  test('a write that fails is StorageFailed, names the folder, keeps the old content and leaves no temporary file', async () => {
    const folder = directory();
    const blobs = embeddedBlobs(folder);
    writeFileSync(join(folder, 'a'), 'a file where a folder belongs');
    await expect(blobs.put('a/b', Buffer.from('x'))).rejects.toMatchObject({
      name: 'StorageFailed',
      code: 'file-io',
      message: expect.stringContaining(folder),
    });
    expect(temporary(folder)).toEqual([]);
  });

  test('a folder that cannot be made is StorageFailed', () => {
    const file = join(directory(), 'file');
    writeFileSync(file, '');
    expect(() => embeddedBlobs(join(file, 'blobs'))).toThrow(expect.objectContaining({ name: 'StorageFailed' }));
  });

  test('files of others in the folder are not blobs', async () => {
    const folder = directory();
    mkdirSync(join(folder, 'a'));
    for (const name of ['a/.DS_Store', 'a/%zz.blob', 'README']) writeFileSync(join(folder, name), '');
    for await (const key of embeddedBlobs(folder).list('')) throw new Error(`listed ${key}`);
    expect(existsSync(join(folder, 'README'))).toBe(true);
  });
});
