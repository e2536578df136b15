import { expect, test } from '@jest/globals';
import { addPage, isFull } from '../../connectors/page-group.ts';
import type { PageState, RawRecord } from '../../connectors/stream-reader.ts';

const records = (count: number): RawRecord[] =>
  Array.from({ length: count }, (_, index) => ({ key: String(index), text: '{}' }));
const next = { place: 'x' } as unknown as PageState;

test('pages are added up; what the last one says of the rest counts', () => {
  const first = addPage(
    undefined,
    { kind: 'page', bytes: 1, longNumbers: false, records: records(2), next, total: 9, erpTime: 'a' },
    7,
  );
  expect(first).toEqual({ pages: 1, since: 7, records: records(2), next, total: 9, erpTime: 'a', lastErpTime: 'a' });
  const second = addPage(first, { kind: 'page', bytes: 1, longNumbers: false, records: records(1), erpTime: 'b' }, 8);
  expect(second).toMatchObject({ pages: 2, since: 7, total: 9, erpTime: 'a', lastErpTime: 'b' });
  expect(second.records).toHaveLength(3);
  expect(second.next).toBeUndefined();
});

test('a group is full with 500 records, or after five seconds', () => {
  const group = (count: number) =>
    addPage(undefined, { kind: 'page', bytes: 1, longNumbers: false, records: records(count) }, 0);
  expect(isFull(group(499), 4_999)).toBe(false);
  expect(isFull(group(500), 0)).toBe(true);
  expect(isFull(group(1), 5_000)).toBe(true);
});
