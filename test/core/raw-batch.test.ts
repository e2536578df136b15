import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { batchKeys, decodeBatch, encodeBatch } from '../../core/raw-batch.ts';

const records = fc.array(fc.record({ key: fc.string({ unit: 'binary' }), text: fc.json() }), { maxLength: 50 });

test('records come back as they went in, whatever is in their keys', () => {
  fc.assert(
    fc.property(records, (batch) => {
      const { bytes, digest } = encodeBatch(batch);
      expect(decodeBatch(bytes, { digest, id: 'b' })).toEqual(batch);
    }),
  );
});

test('other content has another digest, the same content the same', () => {
  const batch = [{ key: 'a', text: '{"n":1}' }];
  expect(encodeBatch(batch).digest).toBe(encodeBatch([...batch]).digest);
  expect(encodeBatch([{ key: 'a', text: '{"n":2}' }]).digest).not.toBe(encodeBatch(batch).digest);
});

test('damaged bytes are named by their batch', () => {
  const { bytes, digest } = encodeBatch([{ key: 'a', text: '{}' }]);
  expect(() => decodeBatch(bytes.slice(1), { digest, id: 't/c/s/1/1-x' })).toThrow(
    /t\/c\/s\/1\/1-x .* not what was declared/,
  );
  expect(() => decodeBatch(bytes, { digest: 'other', id: 't/c/s/1/1-x' })).toThrow(/not what was declared/);
});

test('a batch that was rewritten passes for the declared one, if the ledger knows', () => {
  const declared = encodeBatch([{ key: 'a', text: '{"n":1}' }]).digest;
  const { bytes, digest } = encodeBatch([{ key: 'a', text: '{}' }]);
  const expected = { digest: declared, id: 'b' };
  expect(decodeBatch(bytes, { ...expected, rewritten: digest })).toEqual([{ key: 'a', text: '{}' }]);
  expect(() => decodeBatch(bytes, expected)).toThrow(/not what was declared/);
});

test('the keys alone are those of the records', () => {
  fc.assert(
    fc.property(records, (batch) => {
      expect(batchKeys(encodeBatch(batch).bytes)).toEqual(batch.map(({ key }) => key));
    }),
  );
  expect(batchKeys(new Uint8Array([1, 2, 3]))).toBeUndefined();
  expect(batchKeys(encodeBatch([{ key: 'a', text: '{}' }]).bytes.slice(1))).toBeUndefined();
});
