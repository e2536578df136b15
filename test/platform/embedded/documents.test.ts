import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openDatabase } from '../../../platform/embedded/database.ts';
import { embeddedDocuments } from '../../../platform/embedded/documents.ts';
import { documentsContract } from '../../contract/documents.contract.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const directory = temporaryDirectories();
documentsContract('embedded', async () => {
  const db = openDatabase({ file: join(directory(), 'tributary.db') });
  return { documents: embeddedDocuments(db), passTime: async () => undefined, dispose: async () => db.close() };
});

test('embedded documents survive a restart', async () => {
  const file = join(directory(), 'tributary.db');
  const before = openDatabase({ file });
  await embeddedDocuments(before).put('t', 'c', 'x', { kept: true });
  before.close();
  const after = openDatabase({ file });
  expect(await embeddedDocuments(after).get('t', 'c', 'x')).toEqual({ id: 'x', value: { kept: true }, version: 1 });
  after.close();
});
