import { describe, expect, test } from '@jest/globals';
import { parseYaml } from '../../core/yaml-source.ts';

const text = ['name: a', 'streams:', '  one:', '    key: [x, y]', '"2": z'].join('\n');
const source = parseYaml('a.yaml', text);

describe('a YAML source', () => {
  test('knows where values and keys are', () => {
    expect(source.value).toEqual({ name: 'a', streams: { one: { key: ['x', 'y'] } }, '2': 'z' });
    expect(source.at(['name'])).toEqual({ line: 1, column: 7 });
    expect(source.at(['name'], 'key')).toEqual({ line: 1, column: 1 });
    expect(source.at(['streams', 'one'], 'key')).toEqual({ line: 3, column: 3 });
    expect(source.at(['streams', 'one', 'key', 1])).toEqual({ line: 4, column: 14 });
    expect(source.at([2])).toEqual({ line: 5, column: 6 });
  });

  test('gives the nearest parent for what is not there', () => {
    expect(source.at(['streams', 'one', 'missing', 'deep'])).toEqual({ line: 4, column: 5 });
    expect(source.at([])).toEqual({ line: 1, column: 1 });
  });

  test.each([
    ['a: one two', 4, 1, 8],
    ["a: 'it''s so'", 3, 1, 9],
    ["a: 'it''s so'", 7, 1, 13],
    ['a: "\\u00e5 \\"x"', 3, 1, 14],
    ['a: |2-\n   one\n\n   two', 6, undefined, undefined],
    ['a: |\n  one\n\n    two', 7, 4, 5],
    ['a: >\n  one', 2, 2, 5],
    ['a: >\n  one\n  two', 5, undefined, undefined],
    ['a: "one\n  two"', 5, undefined, undefined],
    ['a: 5', 0, undefined, undefined],
  ])('places a character inside %j: %d', (written, offset, line, column) => {
    const found = parseYaml('a.yaml', written).within(['a'], offset);
    expect(found).toEqual(line === undefined ? undefined : { line, column });
  });

  test('knows what was written before YAML read it', () => {
    const codes = parseYaml('a.yaml', '{ 01: 0x10, "02": x, ~: [] }');
    expect(codes.written(['1'], 'key')).toBe('01');
    expect(codes.written(['1'])).toBe('0x10');
    expect(codes.written(['02'], 'key')).toBe('02');
    expect(codes.written([''], 'key')).toBe('~');
    expect(codes.written([''])).toBeUndefined();
  });

  test('makes problems with a place', () => {
    expect(source.problem(['name'], 'wrong')).toEqual({ file: 'a.yaml', line: 1, column: 7, message: 'wrong' });
    expect(source.problem(['name'], 'wrong', 'right', 'key')).toMatchObject({ column: 1, hint: 'right' });
  });

  test.each([
    ['a: [1', 1],
    ['a: 1\na: 2', 2],
    ['a: !custom x', 1],
    ['a: *none', 1],
  ])('reports %j', (broken, line) => {
    const { problems, value } = parseYaml('b.yaml', broken);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]).toMatchObject({ file: 'b.yaml', line });
    expect(value).toBeUndefined();
  });

  test('does not let aliases grow without bound', () => {
    const bomb = [
      'a0: &a0 [x, x]',
      ...Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`),
    ];
    expect(parseYaml('bomb.yaml', bomb.join('\n')).problems).toHaveLength(1);
  });

  test('reads JSON and the empty file', () => {
    expect(parseYaml('c.json', '{"a": [1]}').at(['a', 0])).toEqual({ line: 1, column: 8 });
    expect(parseYaml('d.yaml', '')).toMatchObject({ value: null, problems: [] });
  });
});
