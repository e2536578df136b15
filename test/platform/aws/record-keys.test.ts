import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  compareUtf8,
  identifierPartition,
  identifierSortKey,
  keyInSortKey,
  recordOfIdentifier,
  recordPartition,
  recordSortKey,
} from '../../../platform/aws/record-keys.ts';
import { entityAttributes, keyIn, movingAttributes } from '../../../platform/aws/record-rows.ts';

const scope = { tenant: 't', connection: 'c'.repeat(63), stream: 's'.repeat(63) };
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'binary', minLength: 200, maxLength: 1_500 }),
  fc.constantFrom('', '\0', '\0\0', 'a\0', '\ud800', 'a'.repeat(890), 'a'.repeat(891), 'ä'.repeat(600)),
);

describe('keys of records in the table', () => {
  test('keep the order of UTF-8, are taken by DynamoDB, and lead back to the key', () => {
    const property = fc.property(text, text, (a, b) => {
      const [keyA, keyB] = [recordSortKey(a), recordSortKey(b)];
      const longest = Buffer.byteLength(identifierSortKey(scope, keyA));
      expect(keyA.length > 0 && longest <= 1_024).toBe(true);
      expect(keyA === keyB).toBe(a.toWellFormed() === b.toWellFormed());
      const row = { sk: keyA, ...movingAttributes({ key: a, revision: 'r', rawDigest: 'd', outcome: 'created' }) };
      expect(keyIn(row)).toBe(a);
      if (keyInSortKey(keyA) === a && keyInSortKey(keyB) === b)
        expect(Math.sign(compareUtf8(keyA, keyB))).toBe(Math.sign(compareUtf8(a, b)));
      expect(recordOfIdentifier('t', identifierSortKey(scope, keyA))).toEqual({ scope, sortKey: keyA });
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('no two tenants share a partition, and an identifier leads back to the record’s stream, whatever the names', () => {
    const part = fc.array(fc.constantFrom('a', 'b', '#', '/', '%', '%23', '%2F'), { minLength: 1, maxLength: 4 });
    const name = part.map((parts) => parts.join(''));
    const scopes = fc.record({ tenant: name, connection: name, stream: name });
    const property = fc.property(scopes, scopes, name, (one, other, value) => {
      const same = JSON.stringify(Object.values(one)) === JSON.stringify(Object.values(other));
      expect(recordPartition(one) === recordPartition(other)).toBe(same);
      const identifier = { scheme: 'vat', value };
      const shared = identifierPartition(one.tenant, identifier) === identifierPartition(other.tenant, identifier);
      expect(shared).toBe(one.tenant === other.tenant);
      expect(recordOfIdentifier(one.tenant, identifierSortKey(one, value))).toEqual({ scope: one, sortKey: value });
    });
    fc.assert(property, { numRuns: 1_000 });
  });

  test('compareUtf8 orders as the bytes do', () => {
    const unit = fc.constantFrom('a', 'b', 'é', '\uffff', '\ue000', '\ud7ff', '😀', '\u{10ffff}', '\0');
    const short = fc.array(unit, { maxLength: 4 }).map((units) => units.join(''));
    const property = fc.property(short, short, (a, b) => {
      expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('a long identifier has a partition of its own, too', () => {
    const partitions = ['1', '2'].map((end) =>
      identifierPartition('t', { scheme: 'vat', value: `${'9'.repeat(3_000)}${end}` }),
    );
    expect(new Set(partitions).size).toBe(2);
    for (const partition of partitions) expect(Buffer.byteLength(partition)).toBeLessThan(2_048);
    expect(identifierPartition('t', { scheme: 'vat', value: 'SE1' })).toBe('I#t#vat#SE1');
  });

  test('the row of a typical record has about 200 bytes, so that twenty are one read unit', () => {
    const entity = {
      entity: 'supplier-invoice',
      id: '5105600101-2026',
      digest: 'Zm9vYmFyYmF6cXV4Zm9vYm',
      body: {},
      identifiers: [],
    };
    const write = {
      key: '5105600101|2026',
      revision: '00000012.000034.0123.0001',
      rawDigest: 'Zm9vYmFyYmF6cXV4Zm9vYm',
      outcome: 'unchanged',
    };
    const row: Record<string, string | number> = {
      pk: 'S#acme#main#supplier-invoices',
      sk: recordSortKey(write.key),
      ...movingAttributes(write),
      ...entityAttributes([entity], { name: 'Zm9vYmFyYmF6cXV4Zm9vYm', line: 123 }),
    };
    // DynamoDB counts names and values; a number has a byte for two digits and one more.
    const bytes = Object.entries(row).reduce(
      (sum, [name, value]) => sum + name.length + (typeof value === 'number' ? 3 : Buffer.byteLength(value)),
      0,
    );
    expect(bytes).toBe(200);
  });
});
