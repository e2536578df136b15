import { describe, expect, test } from '@jest/globals';
import { filterPolicy } from '../../../platform/aws/filter-policy.ts';

describe('filter policies', () => {
  test.each([
    ['no subscription', [], undefined],
    ['no filter', [{}], {}],
    ['one filter', [{ tenant: ['b', 'a', 'b'], kind: ['1'] }], { kind: ['1'], tenant: ['a', 'b'] }],
    [
      'the same filter twice',
      [
        { a: ['1'], b: ['2'] },
        { b: ['2'], a: ['1'] },
      ],
      { a: ['1'], b: ['2'] },
    ],
    ['one that passes everything among others', [{ a: ['1'] }, {}], {}],
    ['two filters', [{ a: ['1'] }, { b: ['2'] }], { $or: [{ a: ['1'] }, { b: ['2'] }] }],
    [
      'conditions, numbers on the attribute beside the text',
      [{ a: [{ prefix: 'x' }, { 'anything-but': ['y'] }, { exists: false }], n: [{ numeric: ['>', 5] }] }],
      { a: [{ 'anything-but': ['y'] }, { exists: false }, { prefix: 'x' }], 'number.n': [{ numeric: ['>', 5] }] },
    ],
    ['one that nothing passes', [{ a: [] }], undefined],
    ['one that nothing passes among others', [{ a: [], b: ['1'] }, { a: ['1'] }], { a: ['1'] }],
  ])('%s', (_case, filters, expected) => {
    const policy = filterPolicy(filters as Parameters<typeof filterPolicy>[0]);
    expect(policy === undefined ? undefined : JSON.parse(policy)).toEqual(expected);
  });

  test('a name that SNS reads as an operator is refused where filters share a queue', () => {
    expect(filterPolicy([{ prefix: ['x'] }])).toBe('{"prefix":["x"]}');
    expect(() => filterPolicy([{ prefix: ['x'] }, { a: ['1'] }])).toThrow('prefix');
  });
});
