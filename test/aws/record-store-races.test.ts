import { describe, expect, test } from '@jest/globals';
import { awsRecordStore } from '../../platform/aws/record-store.ts';
import { openTable } from '../../platform/aws/table.ts';
import type { RecordStore, RecordWrite } from '../../platform/ports.ts';
import { type FreshRecordStore, freshRecordStore } from '../support/aws-record-store.ts';
import { emulatorRegion } from '../support/emulator.ts';
import { onEmulators } from '../support/on-emulators.ts';

const scope = { tenant: 'acme', connection: 'main', stream: 'parties' };
const vat = (value: string): { scheme: string; value: string } => ({ scheme: 'vat', value });

/** The record, having one identifier. */
const write = (revision: string, value: string, basedOn?: string): RecordWrite => ({
  key: 'k',
  revision,
  rawDigest: `raw ${revision}`,
  outcome: 'updated',
  entities: [{ entity: 'party', id: 'K', digest: revision, body: { revision }, identifiers: [vat(value)] }],
  ...(basedOn !== undefined && { basedOn }),
});

type Call = { readonly command: string; readonly nth: number };
type Next = (args: unknown) => Promise<unknown>;
type Middleware = (next: Next, context: { readonly commandName?: string }) => Next;
type Stack = { add(middleware: Middleware, options: { readonly step: string }): void };

/** A store whose n-th call of a command waits until `action` is done. */
function storeThatWaits(store: FreshRecordStore, call: Call, action: () => Promise<unknown>): RecordStore {
  const table = openTable(emulatorRegion, store.table.name);
  let calls = 0;
  const middleware: Middleware = (next, context) => async (args) => {
    if (context.commandName === `${call.command}Command` && ++calls === call.nth) await action();
    return next(args);
  };
  (table.client.middlewareStack as unknown as Stack).add(middleware, { step: 'initialize' });
  return awsRecordStore(table, store.blobs);
}

async function expectFoundBy(store: FreshRecordStore, value: string, revision: string): Promise<void> {
  for (const other of ['x', 'y', 'z']) {
    const found = await store.records.byIdentifier('acme', vat(other));
    expect(found.map((record) => record.revision)).toEqual(other === value ? [revision] : []);
  }
}

onEmulators(['ministack', 'moto'], () => describe('identifiers of a record that several write', suite));

function suite(): void {
  test('a removal that comes late leaves what a newer writer put again', async () => {
    const store = await freshRecordStore();
    await store.records.apply(scope, 'b1', [write('r1', 'x')]);
    const newer = async (): Promise<void> => {
      expect(await store.records.apply(scope, 'b3', [write('r3', 'x', 'r2')])).toEqual(['written']);
    };
    const late = storeThatWaits(store, { command: 'DeleteItem', nth: 1 }, newer);
    expect(await late.apply(scope, 'b2', [write('r2', 'y', 'r1')])).toEqual(['written']);
    await expectFoundBy(store, 'x', 'r3');
    await store.remove();
  });

  test('an older writer does not make a newer one lose its row', async () => {
    const store = await freshRecordStore();
    await store.records.apply(scope, 'b1', [write('r1', 'x')]);
    const removing = Promise.withResolvers<void>();
    const mayRemove = Promise.withResolvers<void>();
    const third = storeThatWaits(store, { command: 'DeleteItem', nth: 1 }, async () => {
      removing.resolve();
      await mayRemove.promise;
    }).apply(scope, 'b3', [write('r3', 'y', 'r1')]);
    await removing.promise;
    // Its second put is the record's row; the first one was the row of its identifier.
    const fifth = storeThatWaits(store, { command: 'PutItem', nth: 2 }, async () => {
      expect(await store.records.apply(scope, 'b2', [write('r2', 'x', 'r1')])).toEqual(['superseded']);
      mayRemove.resolve();
      await third;
    });
    expect(await fifth.apply(scope, 'b5', [write('r5', 'x', 'r3')])).toEqual(['written']);
    await expectFoundBy(store, 'x', 'r5');
    await store.remove();
  });

  test('a writer that lost leaves no record to be found by what only it had', async () => {
    const store = await freshRecordStore();
    await store.records.apply(scope, 'b1', [write('r1', 'x')]);
    const newer = async (): Promise<void> => {
      expect(await store.records.apply(scope, 'b3', [write('r3', 'z', 'r1')])).toEqual(['written']);
    };
    const older = storeThatWaits(store, { command: 'PutItem', nth: 2 }, newer);
    expect(await older.apply(scope, 'b2', [write('r2', 'y', 'r1')])).toEqual(['superseded']);
    await expectFoundBy(store, 'z', 'r3');
    await store.remove();
  });
}
