import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { StreamScope } from '../../core/run.ts';
import { awsRecordStore } from '../../platform/aws/record-store.ts';
import { openTable, type Table } from '../../platform/aws/table.ts';
import type { Identifier, RecordStore, RecordWrite, StoredEntity } from '../../platform/ports.ts';
import { type FreshBucket, freshBucket } from '../support/aws-bucket.ts';
import { type AwsFaults, type Fields, injectFaults } from '../support/aws-faults.ts';
import { freshTable } from '../support/aws-table.ts';
import { emulatorRegion } from '../support/emulator.ts';
import { onEmulators } from '../support/on-emulators.ts';

const unavailable = { name: 'InternalServerError', status: 500 };
const vat = (value: string): Identifier => ({ scheme: 'vat', value });
const entity = (id: string, ...values: readonly string[]): StoredEntity => ({
  entity: 'party',
  id,
  digest: `digest of ${id}`,
  body: { name: id },
  identifiers: values.map(vat),
});
const write = (key: string, revision: string, basedOn?: string, entities?: readonly StoredEntity[]): RecordWrite => ({
  key,
  revision,
  rawDigest: `raw ${revision}`,
  outcome: 'updated',
  ...(basedOn !== undefined && { basedOn }),
  ...(entities && { entities }),
});

const first = [
  write('changed', 'r1', undefined, [entity('changed', 'old', 'both')]),
  write('emptied', 'r1', undefined, [entity('emptied', 'gone')]),
  write('moved', 'r1', undefined, [entity('moved', 'kept')]),
];
/** Each way a record can go, one of them twice in the batch. */
const second = [
  write('changed', 'r2', 'r1', [entity('changed 2', 'both', 'new')]),
  write('emptied', 'r2', 'r1', []),
  write('moved', 'r2', 'r1'),
  write('new', 'r2', undefined, [entity('new', 'passing')]),
  write('new', 'r3', 'r2', [entity('new 3', 'new')]),
  write('nothing', 'r2'),
];
const keys = ['changed', 'emptied', 'moved', 'new', 'nothing'];
const values = ['old', 'both', 'new', 'gone', 'kept', 'passing'];

/** All that readers see of a stream, but for the number of its records. */
async function seen(records: RecordStore, scope: StreamScope): Promise<unknown> {
  const { tenant } = scope;
  const found = await Promise.all(values.map((value) => records.byIdentifier(tenant, vat(value))));
  const text = JSON.stringify({
    states: await records.lookup(scope, keys),
    read: await Promise.all(keys.map((key) => records.read(scope, key))),
    scanned: await records.scan(scope, undefined, 100),
    found: found.map((list) => list.map(({ key }) => key)),
    streams: (await records.streams(tenant)).map(({ stream }) => stream),
  });
  return JSON.parse(text.replaceAll(tenant, 'tenant'));
}

/** Each record is whole, in one of its versions, and found by exactly its identifiers. */
async function expectWhole(records: RecordStore, scope: StreamScope): Promise<void> {
  const stored = await records.scan(scope, undefined, 100);
  const versions = [...first, ...second].flatMap(({ key, entities }) => (entities ? [{ key, entities }] : []));
  for (const { key, entities } of stored) expect(versions).toContainEqual({ key, entities });
  for (const value of values) {
    const having = stored.filter(({ entities }) => entities[0]?.identifiers.some((other) => other.value === value));
    expect(await records.byIdentifier(scope.tenant, vat(value))).toEqual(having);
  }
}

onEmulators(['ministack'], () => describe('record store with faults', suite));

function suite(): void {
  let bucket: FreshBucket;
  let plain: { readonly table: Table; remove(): Promise<void> };
  let table: Table;
  let records: RecordStore;
  let rows: AwsFaults;
  let bodies: AwsFaults;
  let tenants = 0;
  const newScope = (): StreamScope => ({ tenant: `tenant-${++tenants}`, connection: 'c', stream: 's' });

  beforeAll(async () => {
    plain = await freshTable();
    bucket = await freshBucket();
    bodies = injectFaults(bucket.s3);
  });
  afterAll(async () => {
    await plain.remove();
    await bucket.remove();
  });
  beforeEach(() => {
    table = openTable(emulatorRegion, plain.table.name);
    rows = injectFaults(table.client);
    records = awsRecordStore(table, bucket.blobs);
  });
  afterEach(() => {
    bodies.clear();
    table.client.destroy();
  });

  async function undisturbed(): Promise<unknown> {
    const scope = newScope();
    await records.apply(scope, 'b1', first);
    await records.apply(scope, 'b2', second);
    return seen(records, scope);
  }

  /** Calls of a command that the second batch makes. */
  async function callsOfSecond(command: string): Promise<number> {
    const faults = command === 'PutObject' ? bodies : rows;
    const scope = newScope();
    await records.apply(scope, 'b1', first);
    const before = faults.calls(command);
    await records.apply(scope, 'b2', second);
    return faults.calls(command) - before;
  }

  const commands = ['PutObject', 'PutItem', 'UpdateItem', 'DeleteItem'];
  const cases = commands.flatMap((command) => [false, true].map((done) => [command, done] as const));
  test.each(cases)(
    'cut off at any %s (carried out: %s), a repeated call ends as an undisturbed one',
    async (command, done) => {
      const expected = await undisturbed();
      const calls = await callsOfSecond(command);
      expect(calls).toBeGreaterThan(0);
      for (let nth = 1; nth <= calls; nth++) {
        const scope = newScope();
        await records.apply(scope, 'b1', first);
        const faults = command === 'PutObject' ? bodies : rows;
        const at = faults.calls(command) + nth;
        faults.fail(
          command,
          Array.from({ length: 100 }, (_, n) => at + n),
          { ...unavailable, done },
        );
        // The counter's update may fail without anybody noticing.
        const failed = await records.apply(scope, 'b2', second).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (command !== 'UpdateItem') expect(failed).toMatchObject({ name: 'PlatformUnavailable' });
        faults.clear();
        await expectWhole(records, scope);
        await records.apply(scope, 'b2', second);
        expect({ nth, seen: await seen(records, scope) }).toEqual({ nth, seen: expected });
        expect(await records.apply(scope, 'b2', second)).toEqual(second.map(() => 'superseded'));
      }
    },
  );

  test('a stream whose count was lost is listed all the same', async () => {
    const scope = newScope();
    rows.fail('UpdateItem', 2, unavailable);
    expect(await records.apply(scope, 'b1', first)).toEqual(first.map(() => 'written'));
    expect(await records.streams(scope.tenant)).toEqual([{ ...scope, records: 1 }]);
  });

  test('throttled attempts are the business of the SDK', async () => {
    const scope = newScope();
    rows.throttle('PutItem', 3);
    expect(await records.apply(scope, 'b1', first)).toEqual(first.map(() => 'written'));
  });

  test('keys that a lookup leaves unread are read after all', async () => {
    const scope = newScope();
    const all = Array.from({ length: 10 }, (_, n) => `k${String(n * 100).padStart(4, '0')}`);
    await records.apply(
      scope,
      'b1',
      all.map((key) => write(key, 'r1')),
    );
    const between = all.flatMap((key) => Array.from({ length: 20 }, (_, n) => write(`${key}-${n}`, 'r1')));
    await records.apply(scope, 'b2', between);
    rows.answer('BatchGetItem', [1, 2], leaveHalf(table.name));
    const states = await records.lookup(scope, all);
    expect(states.map((state) => state?.revision)).toEqual(all.map(() => 'r1'));
    expect(rows.calls('BatchGetItem')).toBe(3);
  });
}

type Batch = Readonly<Record<string, { readonly Keys: readonly unknown[] }>>;

/** The second half of the keys is unprocessed. */
function leaveHalf(table: string): (output: Fields, input: Fields) => Fields {
  return (output, input) => {
    const request = (input['RequestItems'] as Batch)[table];
    const keys = request?.Keys ?? [];
    const half = Math.ceil(keys.length / 2);
    const rows = (output['Responses'] as Readonly<Record<string, readonly unknown[]>>)[table] ?? [];
    return {
      ...output,
      Responses: { [table]: rows.slice(0, half) },
      UnprocessedKeys: { [table]: { ...request, Keys: keys.slice(half) } },
    };
  };
}
