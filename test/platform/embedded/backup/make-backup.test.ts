import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { makeBackup } from '../../../../platform/embedded/backup/make-backup.ts';
import { embeddedBlobs } from '../../../../platform/embedded/blobs.ts';
import { openDataDirectory } from '../../../../platform/embedded/data-directory.ts';
import { openDatabase } from '../../../../platform/embedded/database.ts';
import { translateFileError } from '../../../../platform/embedded/file-error.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { temporaryDirectories } from '../../../support/temporary-directory.ts';

const newDirectory = temporaryDirectories();
const options = { includeKey: false, onProgress: async (): Promise<void> => undefined };

function open() {
  const directory = openDataDirectory(join(newDirectory(), 'home'));
  return { directory, db: openDatabase({ file: directory.databaseFile }), clock: fakeClock() };
}

test('a backup that fails half way, as on a full disk, leaves nothing behind', async () => {
  const { directory, db, clock } = open();
  const blobs = embeddedBlobs(directory.blobFolder);
  for (const name of ['a', 'b', 'c']) await blobs.put(`artefacts/${name}.json`, Buffer.from(name));
  const target = join(newDirectory(), 'backup');
  const full = translateFileError(Object.assign(new Error('no space'), { code: 'ENOSPC' }), 'The disk');
  const onProgress = async (files: number): Promise<void> => {
    if (files === 2) throw full;
  };
  await expect(makeBackup(db, directory, clock, target, { ...options, onProgress })).rejects.toMatchObject({
    name: 'StorageFailed',
    code: 'disk-full',
  });
  expect(existsSync(target)).toBe(false);
  mkdirSync(target);
  await expect(makeBackup(db, directory, clock, target, { ...options, onProgress })).rejects.toBe(full);
  expect(readdirSync(target)).toEqual([]);
  db.close();
});

test('a target that cannot be written is said as such', async () => {
  const { directory, db, clock } = open();
  await expect(makeBackup(db, directory, clock, '/dev/null/backup', options)).rejects.toMatchObject({
    name: 'StorageFailed',
  });
  db.close();
});

test('a blob that the ledger names and that is gone is counted, and no error', async () => {
  const { directory, db, clock } = open();
  db.run(
    `INSERT INTO run (id, tenant, connection, run, status, trigger, connector, registration, mode, streams, executions, lease, lease_token, started_at)
     VALUES (1, 't', 'c', 1, 'running', 'manual', 'x', 1, 'full', '["s"]', '[]', 'l', 1, '')`,
  );
  db.run(
    "INSERT INTO manifest (run_id, stream, batch, id, count, digest, blob, bytes, declared_at, publishes) VALUES (1, 's', 1, 'b', 1, '', 'raw/gone.zst', 1, '', 0)",
  );
  const manifest = await makeBackup(db, directory, clock, join(newDirectory(), 'backup'), options);
  expect(manifest).toMatchObject({ missing: 1, files: [{ path: 'tributary.db' }] });
  db.close();
});
