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
