import { describe, expect, test } from '@jest/globals';
import { formatPath, listsIn, parsePath, valueAt } from '../../../connectors/records/path.ts';

const document = JSON.parse(
  '{"value":[{"id":1},{"id":2}],"@odata.nextLink":"x","d":{"results":[]},"a-b":{"c_d":[[5]]},"__proto__":{"own":1}}',
) as unknown;

describe('paths', () => {
  test.each([
    ['$.value', [{ id: 1 }, { id: 2 }]],
    ['$.value[1].id', 2],
    ["$['@odata.nextLink']", 'x'],
    ["$['d'].results", []],
    ['$.a-b.c_d[0][0]', 5],
    ['$.__proto__.own', 1],
    ['$.value[2]', undefined],
    ['$.value.length', undefined],
    ['$.value.id', undefined],
    ['$.d[0]', undefined],
    ['$.constructor', undefined],
    ['$.nothing.below', undefined],
  ])('%s', (path, value) => {
    expect(valueAt(document, parsePath(path))).toEqual(value);
  });

  test('$ is the whole answer', () => {
    expect(valueAt(document, parsePath('$'))).toBe(document);
    expect(valueAt(undefined, parsePath('$.a'))).toBeUndefined();
  });

  test.each(['', 'value', '$value', '$.', '$..a', '$[a]', "$['a", '$.a b', '$[-1]', '$.*'])('%s is refused', (path) => {
    expect(() => parsePath(path)).toThrow(`"${path}" is not a path: write $, followed by .name, ['name'] or [0].`);
  });

  test.each(['$', '$.value[0].id', "$['@odata.nextLink'].x"])('%s is written as it was read', (path) => {
    expect(formatPath(parsePath(path))).toBe(path);
  });

  test('names the lists of an answer, the nearest first', () => {
    expect(listsIn(document)).toEqual(['$.value', '$.d.results', '$.a-b.c_d']);
    expect(listsIn([])).toEqual(['$']);
    expect(listsIn({ a: 1 })).toEqual([]);
  });
});
