import { expect, test } from '@jest/globals';
import { selectQuery } from '../../../connectors/request/select-query.ts';

const stream = {
  primaryKey: ['ID'],
  cursor: { field: 'Changed', send: { query: 'since', format: 'iso' } },
  select: { query: '$select', exclude: ['to_Item'] },
} as const;

test('asks for the wanted fields with key and cursor, each once, without what comes another way', () => {
  expect(selectQuery(stream, ['Name', 'ID', 'to_Item'])).toEqual([['$select', 'ID,Changed,Name']]);
  expect(selectQuery({ ...stream, select: { query: 'fields', separator: ' ' } }, ['Name'])).toEqual([
    ['fields', 'ID Changed Name'],
  ]);
});

test('asks for everything where nothing is chosen or can be', () => {
  expect(selectQuery(stream, undefined)).toEqual([]);
  expect(selectQuery({ primaryKey: ['ID'] }, ['Name'])).toEqual([]);
});
