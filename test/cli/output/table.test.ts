import { describe, expect, test } from '@jest/globals';
import { shorten, tableLines } from '../../../cli/output/table.ts';

describe('table', () => {
  test('numbers stand right, texts left, and no line ends in blanks', () => {
    const lines = tableLines(
      [{ title: 'name' }, { title: 'count' }, { title: 'note' }],
      [
        ['a', 5, 'x'],
        ['long name', 1200, undefined],
      ],
    );
    expect(lines).toEqual(['name       count  note', 'a              5  x', 'long name   1200']);
  });

  test('columns move together before one is shortened', () => {
    const columns = [{ title: 'key' }, { title: 'text', shrink: true }] as const;
    expect(tableLines(columns, [['k', 'twelve signs']], 16)[1]).toBe('k   twelve signs');
    expect(tableLines(columns, [['key1', 'more than twelve signs']], 16)[1]).toBe('key1 more than …');
  });

  test('a cell is one line', () => {
    expect(tableLines([{ title: 't' }], [['two\nlines']])[1]).toBe('two lines');
  });

  test('shorten keeps what fits', () => {
    expect(shorten('abc', 3)).toBe('abc');
    expect(shorten('abcd', 3)).toBe('ab…');
  });
});
