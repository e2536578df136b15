import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AwsBlobs } from '../../platform/aws/blobs.ts';
import { awsRecordStore } from '../../platform/aws/record-store.ts';
import type { RecordStore, RecordWrite, StoredEntity } from '../../platform/ports.ts';
import { recordStoreContract } from '../contract/record-store.contract.ts';
import { injectFaults } from '../support/aws-faults.ts';
import { type FreshRecordStore, freshRecordStore } from '../support/aws-record-store.ts';
import { onEmulators } from '../support/on-emulators.ts';

const scope = { tenant: 'acme', connection: 'main', stream: 'parties' };
const entity = (id: string, ...values: readonly string[]): StoredEntity => ({
  entity: 'party',
  id,
  digest: `digest of ${id}`,
  body: { name: id },
  identifiers: values.map((value) => ({ scheme: 'vat', value })),
});
const write = (key: string, revision: string, entities: readonly StoredEntity[], basedOn?: string): RecordWrite => ({
  key,
  revision,
  rawDigest: `raw ${revision}`,
  outcome: 'updated',
  entities,
  ...(basedOn !== undefined && { basedOn }),
});

onEmulators(['ministack', 'moto'], (emulator) => {
  recordStoreContract(emulator, async () => {
    const { records, remove } = await freshRecordStore();
    return { records, passTime: async () => undefined, dispose: remove };
  });
  describe('record store on AWS', suite);
});

function withStore(body: (store: FreshRecordStore) => Promise<void>): () => Promise<void> {
  return async () => {
    const store = await freshRecordStore();
    try {
      await body(store);
    } finally {
      await store.remove();
    }
  };
}

function suite(): void {
  test(
    'keys that lie side by side are looked up by queries, keys far apart one by one',
    withStore(async ({ records, table }) => {
      const keys = Array.from({ length: 600 }, (_, n) => String(n).padStart(5, '0'));
      await records.apply(
        scope,
        'b',
        keys.map((key) => ({ key, revision: 'r1', rawDigest: key, outcome: 'created' })),
      );
      const calls = injectFaults(table.client);
      const dense = keys.slice(50, 550).reverse();
      expect((await records.lookup(scope, dense)).map((state) => state?.rawDigest)).toEqual(dense);
      expect([calls.calls('Query'), calls.calls('BatchGetItem')]).toEqual([2, 0]);
      const sparse = keys.filter((_key, n) => n % 40 === 0);
      expect((await records.lookup(scope, sparse)).map((state) => state?.rawDigest)).toEqual(sparse);
      expect([calls.calls('Query'), calls.calls('BatchGetItem')]).toEqual([6, 1]);
    }),
  );

  test(
    'keys longer than a key of DynamoDB are kept apart, scanned and found',
    withStore(async ({ records }) => {
      const long = 'ä'.repeat(700);
      const keys = ['a', `${long}1`, `${long}2`, 'z'].sort();
      await records.apply(
        scope,
        'b',
        keys.map((key) => write(key, 'r1', [entity(key, 'x')])),
      );
      const read = await Promise.all(keys.map((key) => records.read(scope, key)));
      expect(read.map((record) => record?.key)).toEqual(keys);
      expect((await records.lookup(scope, keys)).map((state) => state?.entities[0]?.id)).toEqual(keys);
      expect((await records.byIdentifier('acme', { scheme: 'vat', value: 'x' })).map(({ key }) => key)).toEqual(keys);
      const scanned: string[] = [];
      for (let after: string | undefined; scanned.length < 4; after = scanned.at(-1))
        scanned.push(...(await records.scan(scope, after, 1)).map(({ key }) => key));
      expect(scanned.sort()).toEqual(keys);
    }),
  );

  test(
    'a body that vanishes because its record moved on is no error; one that is missing is',
    withStore(async ({ records, table, blobs }) => {
      await records.apply(scope, 'b1', [write('a', 'r1', [entity('A')])]);
      const [first = ''] = await listed(blobs);
      const vanishing: AwsBlobs = {
        ...blobs,
        get: async (key) => {
          await records.apply(scope, 'b2', [write('a', 'r2', [entity('A2')], 'r1')]);
          return key === first ? undefined : blobs.get(key);
        },
      };
      const readings = [
        async (store: RecordStore) => store.read(scope, 'a'),
        async (store: RecordStore) => (await store.scan(scope, undefined, 1))[0],
      ];
      for (const reading of readings)
        expect(await reading(awsRecordStore(table, vanishing))).toMatchObject({ entities: [{ id: 'A2' }] });
      const second = (await listed(blobs)).find((key) => key !== first) ?? '';
      const lost = { name: 'StorageFailed', code: 'record-body-lost', message: expect.stringContaining(second) };
      for (const content of [undefined, 'no zstd']) {
        if (content === undefined) await blobs.delete(second);
        else await blobs.put(second, Buffer.from(content));
        for (const reading of readings) await expect(reading(awsRecordStore(table, blobs))).rejects.toMatchObject(lost);
      }
    }),
  );

  test(
    'whatever writers race, a record is found by exactly its identifiers',
    withStore(async ({ records }) => {
      let tenants = 0;
      const values = fc.subarray(['1', '2', '3']);
      const writers = fc.array(fc.array(values, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 4 });
      const property = fc.asyncProperty(writers, async (plans) => {
        const race = { ...scope, tenant: `t${++tenants}` };
        // Writers own every n-th revision, and decide anew until they have written or lost.
        await Promise.all(
          plans.map(async (plan, writer) => {
            for (const [turn, values] of plan.entries())
              await writeUntilDecided(records, race, `r${turn}${writer}`, values);
          }),
        );
        const [stored] = await records.scan(race, undefined, 10);
        for (const value of ['1', '2', '3']) {
          const has = stored?.entities[0]?.identifiers.some((identifier) => identifier.value === value);
          const found = await records.byIdentifier(race.tenant, { scheme: 'vat', value });
          expect(found).toEqual(has ? [stored] : []);
        }
      });
      await fc.assert(property, { numRuns: 15 });
    }),
  );
}

async function writeUntilDecided(
  records: RecordStore,
  race: typeof scope,
  revision: string,
  values: readonly string[],
): Promise<void> {
  for (;;) {
    const [state] = await records.lookup(race, ['k']);
    const writing = write('k', revision, [entity(revision, ...values)], state?.revision);
    const [applied] = await records.apply(race, revision, [writing]);
    if (applied !== 'moved') return;
  }
}

async function listed(blobs: AwsBlobs): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const key of blobs.list('records/acme/main/parties/')) keys.push(key);
  return keys;
}
