import { describe, expect, test } from '@jest/globals';
import { type RecordRules, readRecords } from '../../../connectors/records/read-records.ts';
import { faultsAt } from '../../../connectors/request/fault.ts';

const fault = faultsAt({ connector: 'test-erp', stream: 'items' }, (text) => text);
const ascending: RecordRules = { primaryKey: ['id'], cursor: { field: 'at', format: 'iso', ascending: true } };
const unordered: RecordRules = { primaryKey: ['id'], cursor: { field: 'at', format: 'iso', ascending: false } };
const read = (list: readonly unknown[], rules: RecordRules = ascending, before?: string) =>
  readRecords(list, rules, before, fault);
const broken = (code: string, text: string): unknown =>
  expect.objectContaining({ name: 'ErpContractBroken', code, message: expect.stringContaining(text) });

describe('readRecords', () => {
  test('gives key, text and cursor', () => {
    const list = [
      { id: 1, at: '2026-01-01' },
      { id: 2, at: null },
      { id: 3, at: '2026-01-02T00:00:00+02:00' },
    ];
    expect(read(list)).toEqual({
      greatest: '2026-01-01T22:00:00.000Z',
      records: [
        { key: '1', text: '{"id":1,"at":"2026-01-01"}', cursor: '2026-01-01T00:00:00.000Z' },
        { key: '2', text: '{"id":2,"at":null}' },
        { key: '3', text: '{"id":3,"at":"2026-01-02T00:00:00+02:00"}', cursor: '2026-01-01T22:00:00.000Z' },
      ],
    });
  });

  test('without an order there is no greatest', () => {
    const list = [
      { id: 1, at: '2026-01-02' },
      { id: 2, at: '2026-01-01' },
    ];
    expect(read(list, unordered).greatest).toBeUndefined();
    expect(read(list, { primaryKey: ['id'] }).records[0]).toEqual({ key: '1', text: '{"id":1,"at":"2026-01-02"}' });
  });

  test('a record without a key is told by its place', () => {
    expect(() => read([{ id: 1, at: null }, { at: null }])).toThrow(
      broken('key-missing', 'Record 2 of the page has no key: its field id is absent.'),
    );
    expect(() => read([7])).toThrow(broken('key-missing', 'Record 1 of the 1 on the page is not an object.'));
  });

  test('a repeated key is told by both places', () => {
    expect(() => read([{ id: 'a' }, { id: 'b' }, { id: 'a' }], { primaryKey: ['id'] })).toThrow(
      broken('key-repeated', 'Records 1 and 3 of the page have the same key (id).'),
    );
  });

  test('a cursor that goes backwards is an error within a page and over pages, where the order is ascending', () => {
    const list = [
      { id: 1, at: '2026-01-02' },
      { id: 2, at: '2026-01-01' },
    ];
    expect(() => read(list)).toThrow(broken('cursor-went-backwards', 'Record 2 of the page has at 2026-01-01T00'));
    expect(() => read([{ id: 1, at: '2026-01-02' }], ascending, '2026-01-02T00:00:00.001Z')).toThrow(
      broken('cursor-went-backwards', 'Record 1 of the page'),
    );
    expect(read([{ id: 1, at: '2026-01-02' }], ascending, '2026-01-02T00:00:00.000Z').records).toHaveLength(1);
  });

  test('a cursor that is no time is an error, without showing it', () => {
    expect(() => read([{ id: 1, at: 'yesterday' }])).toThrow(
      broken('cursor-unreadable', 'The field at of record 1 of the page is not a point in time.'),
    );
    const text: RecordRules = { primaryKey: ['id'], cursor: { field: 'at', format: 'text', ascending: false } };
    expect(() => read([{ id: 1, at: {} }], text)).toThrow(broken('cursor-unreadable', 'is not a single value.'));
  });

  test('a cursor field that no record of several has is a wrong name', () => {
    expect(() => read([{ id: 1 }, { id: 2 }])).toThrow(
      broken('cursor-missing', 'None of the 2 records on the page has the cursor field at.'),
    );
    expect(read([{ id: 1 }]).records).toEqual([{ key: '1', text: '{"id":1}' }]);
    expect(read([{ id: 1 }, { id: 2, at: null }]).records).toHaveLength(2);
  });
});
