import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type FreshRecordStore, freshRecordStore } from '../support/aws-record-store.ts';
import { onEmulators } from '../support/on-emulators.ts';
import {
  applyToModel,
  drawnBatches,
  expectAsModel,
  type RecordModel,
  shuffledBatches,
} from '../support/record-store-model.ts';

/** Few: the embedded adapter meets the same model much more often. */
const numRuns = 12;

onEmulators(['ministack', 'moto'], () => describe('record store', suite));

function suite(): void {
  let store: FreshRecordStore;
  let tenants = 0;
  beforeAll(async () => {
    store = await freshRecordStore();
  });
  afterAll(() => store.remove());
  const newScope = (): { tenant: string; connection: string; stream: string } => ({
    tenant: `t${++tenants}`,
    connection: 'c',
    stream: 's',
  });

  test('is a map in which greater revisions win that were decided on what is stored', async () => {
    const property = fc.asyncProperty(drawnBatches, async (batches) => {
      const scope = newScope();
      const model: RecordModel = new Map();
      for (const [index, drawn] of batches.entries()) {
        const { writes, applied } = applyToModel(model, drawn);
        expect(await store.records.apply(scope, `b${index}`, writes)).toEqual(applied);
      }
      await expectAsModel(store.records, scope, model);
    });
    await fc.assert(property, { numRuns });
  });

  test('ends the same whatever the order and however often batches come', async () => {
    const property = fc.asyncProperty(shuffledBatches, async ([inOrder, mixed]) => {
      const scope = newScope();
      const model: RecordModel = new Map();
      const running: RecordModel = new Map();
      for (const drawn of inOrder) applyToModel(model, drawn);
      for (const [index, drawn] of mixed.entries())
        await store.records.apply(scope, `b${index}`, applyToModel(running, drawn).writes);
      await expectAsModel(store.records, scope, model);
    });
    await fc.assert(property, { numRuns });
  });
}
