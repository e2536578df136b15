import { expect, test } from '@jest/globals';
import { openDatabase } from '../../platform/embedded/database.ts';
import { embeddedDocuments } from '../../platform/embedded/documents.ts';
import { erasureHashes, listErasures, putErasure, readErasures, removeErasure } from '../../platform/erasures.ts';

const vat = { scheme: 'vat', value: 'NO123456785' };

test('marks hold for their tenant until they are removed, and say nothing of whom they are', async () => {
  const db = openDatabase({ file: ':memory:' });
  const documents = embeddedDocuments(db);
  expect(await readErasures(documents, 'acme')).toBeUndefined();
  const hashes = await erasureHashes(documents, 'acme');
  const all = [hashes.record('main', 's', 'k'), hashes.entity('main', '7'), hashes.identifier('', vat)];
  await putErasure(documents, 'acme', { id: 'e1', at: '', hashes: all });
  await putErasure(documents, 'acme', {
    id: 'e2',
    at: '',
    connection: 'b',
    hashes: [hashes.identifier('b', { ...vat, value: '2' })],
  });
  const marks = await readErasures(documents, 'acme');
  expect([marks?.record('main', 's', 'k'), marks?.record('other', 's', 'k')]).toEqual([true, false]);
  expect([marks?.entity('main', '7'), marks?.entity('main', '8')]).toEqual([true, false]);
  expect(['main', 'b'].map((one) => marks?.identifier(one, vat))).toEqual([true, true]);
  expect(['main', 'b'].map((one) => marks?.identifier(one, { ...vat, value: '2' }))).toEqual([false, true]);
  expect(JSON.stringify(db.all('SELECT value FROM document'))).not.toContain('NO123456785');
  expect((await erasureHashes(documents, 'other')).entity('main', '7')).not.toBe(all[1]);
  await removeErasure(documents, 'acme', 'e1');
  expect((await readErasures(documents, 'acme'))?.record('main', 's', 'k')).toBe(false);
  expect((await listErasures(documents, 'acme')).map(({ id }) => id)).toEqual(['e2']);
  db.close();
});
