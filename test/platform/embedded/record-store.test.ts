import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../../platform/embedded/database.ts';
import { embeddedRecordStore } from '../../../platform/embedded/record-store.ts';
import type { RecordWrite } from '../../../platform/ports.ts';
import { recordStoreContract } from '../../contract/record-store.contract.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const newDirectory = temporaryDirectories();
const newFile = (): string => join(newDirectory(), 'test.db');

recordStoreContract('embedded', async () => {
  const db = openDatabase({ file: newFile() });
  return { records: embeddedRecordStore(db), passTime: async () => undefined, dispose: async () => db.close() };
});

const scope = { tenant: 't', connection: 'c', stream: 's' };
const write = (key: string, revision: string, basedOn?: string): RecordWrite => ({
  key,
  revision,
  ...(basedOn !== undefined && { basedOn }),
  rawDigest: revision,
  outcome: 'updated',
  entities: [{ entity: 'party', id: key, digest: revision, body: { revision }, identifiers: [] }],
});

describe('embedded record store', () => {
  test('a body that no record points to any more is removed', async () => {
    const db = openDatabase({ file: newFile() });
    const bodies = (): unknown[] =>
      db.all('SELECT batch_id FROM record_body ORDER BY id').map((row) => row['batch_id']);
    const records = embeddedRecordStore(db);
    await records.apply(scope, 'b1', [write('a', 'r1'), write('b', 'r1')]);
    await records.apply(scope, 'b2', [write('a', 'r2', 'r1')]);
    expect(bodies()).toEqual(['b1', 'b2']);
    await records.apply(scope, 'b3', [write('b', 'r3', 'r1')]);
    expect(bodies()).toEqual(['b2', 'b3']);
    await records.apply(scope, 'b4', [{ ...write('a', 'r4', 'r2'), entities: [] }]);
    expect(bodies()).toEqual(['b3']);
    db.close();
  });

  test('a reader in another process sees what a writer has replaced', async () => {
    const file = newFile();
    const writer = openDatabase({ file });
    const reader = openDatabase({ file });
    await embeddedRecordStore(writer).apply(scope, 'b1', [write('a', 'r1')]);
    const reading = embeddedRecordStore(reader);
    expect((await reading.scan(scope, undefined, 1))[0]?.entities[0]?.body).toEqual({ revision: 'r1' });
    await embeddedRecordStore(writer).apply(scope, 'b2', [write('a', 'r2', 'r1')]);
    expect((await reading.scan(scope, undefined, 1))[0]?.entities[0]?.body).toEqual({ revision: 'r2' });
    writer.close();
    reader.close();
  });

  test('a batch that fails half-way leaves nothing behind', async () => {
    const db = openDatabase({ file: newFile() });
    const broken = { ...write('b', 'r1'), rawDigest: null as unknown as string };
    const records = embeddedRecordStore(db);
    await expect(records.apply(scope, 'b1', [write('a', 'r1'), broken])).rejects.toThrow('NOT NULL');
    expect(await records.lookup(scope, ['a', 'b'])).toEqual([undefined, undefined]);
    expect(db.all('SELECT 1 FROM record_body')).toEqual([]);
    expect(await records.streams('t')).toEqual([]);
    db.close();
  });
});
