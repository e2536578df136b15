import { describe, expect, test } from '@jest/globals';
import { parsePath } from '../../../connectors/records/path.ts';
import { selectRecords } from '../../../connectors/records/select-records.ts';
import { faultsAt } from '../../../connectors/request/fault.ts';

const fault = faultsAt({ connector: 'test-erp', stream: 'items' }, (text) => text);
const select = (document: unknown, path = '$.items'): unknown => selectRecords(document, parsePath(path), fault);

describe('selectRecords', () => {
  test('gives the list', () => {
    expect(select({ items: [1] })).toEqual([1]);
    expect(select([2], '$')).toEqual([2]);
  });

  test.each([
    [{ data: { items: [] }, errors: [] }, 'record-path-missing', 'has a list at $.errors, $.data.items.'],
    [{ message: 'hi', ok: true }, 'record-path-missing', 'no list in the answer, which only has message, ok.'],
    [{}, 'record-path-missing', 'no list in the answer, which is empty.'],
    [{ items: null }, 'records-not-a-list', 'The answer has null at $.items'],
    [
      { items: { item: [] } },
      'records-not-a-list',
      'has an object at $.items where the list of records should be. The answer has a list at $.items.item.',
    ],
    [{ items: 'none' }, 'records-not-a-list', 'has a string at $.items'],
  ])('%j', (document, code, text) => {
    expect(() => select(document)).toThrow(
      expect.objectContaining({ name: 'ErpContractBroken', code, message: expect.stringContaining(text) }),
    );
  });
});
