import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Database, openDatabase } from '../../platform/embedded/database.ts';
import { embeddedRecordStore } from '../../platform/embedded/record-store.ts';
import type { RecordStore } from '../../platform/ports.ts';
import {
  applyToModel,
  drawnBatches,
  expectAsModel,
  type RecordModel,
  shuffledBatches,
} from '../support/record-store-model.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const newDirectory = temporaryDirectories();
const scope = { tenant: 't', connection: 'c', stream: 's' };

async function withStore(body: (records: RecordStore, db: Database) => Promise<void>): Promise<void> {
  const db = openDatabase({ file: join(newDirectory(), 'test.db') });
  try {
    await body(embeddedRecordStore(db), db);
  } finally {
    db.close();
  }
}

describe('record store', () => {
  test('is a map in which greater revisions win that were decided on what is stored', async () => {
    const property = fc.asyncProperty(drawnBatches, (batches) =>
      withStore(async (records, db) => {
        const model: RecordModel = new Map();
        for (const [index, drawn] of batches.entries()) {
          const { writes, applied } = applyToModel(model, drawn);
          expect(await records.apply(scope, `b${index}`, writes)).toEqual(applied);
        }
        await expectAsModel(records, scope, model);
        const referenced = [...model.values()].filter(({ entities }) => entities.length > 0).length;
        const [live] = db.all('SELECT coalesce(sum(live), 0) AS live FROM record_body');
        expect(Number(live?.['live'])).toBe(referenced);
      }),
    );
    await fc.assert(property, { numRuns: 150 });
  });

  test('ends the same whatever the order and however often batches come', async () => {
    const property = fc.asyncProperty(shuffledBatches, ([inOrder, mixed]) =>
      withStore(async (records) => {
        const model: RecordModel = new Map();
        const running: RecordModel = new Map();
        for (const drawn of inOrder) applyToModel(model, drawn);
        for (const [index, drawn] of mixed.entries())
          await records.apply(scope, `b${index}`, applyToModel(running, drawn).writes);
        await expectAsModel(records, scope, model);
      }),
    );
    await fc.assert(property, { numRuns: 60 });
  });
});
