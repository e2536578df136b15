import { describe, expect, test } from '@jest/globals';
import { type AttributeFilter, filterProblems, isNumeric, passes } from '../../core/attribute-filter.ts';

describe('passes', () => {
  test.each<readonly [string, AttributeFilter, Readonly<Record<string, string>>, boolean]>([
    ['nothing asked', {}, {}, true],
    ['a value', { a: ['x', 'y'] }, { a: 'y' }, true],
    ['no value at all', { a: [] }, { a: 'y' }, false],
    ['a missing attribute', { a: ['x'] }, {}, false],
    ['what every object has', { constructor: [{ exists: true }] }, {}, false],
    ['anything but, missing', { a: [{ 'anything-but': ['x'] }] }, {}, false],
    ['anything but one', { a: [{ 'anything-but': 'x' }] }, { a: 'xy' }, true],
    ['exists or a value', { a: [{ exists: false }, 'x'] }, { a: 'y' }, false],
    ['a number that is none', { a: [{ numeric: ['>', 0] }] }, { a: '1e3' }, false],
    ['an empty text is no zero', { a: [{ numeric: ['=', 0] }] }, { a: '' }, false],
    ['more digits than SNS compares', { a: [{ numeric: ['>', 0] }] }, { a: '1.123456' }, false],
    ['upper bounds', { a: [{ numeric: ['>=', 1, '<=', 2] }] }, { a: '2.00' }, true],
  ])('%s', (_case, filter, attributes, expected) => {
    expect(passes(filter, attributes)).toBe(expected);
  });
});

test.each(['0', '-0', '12', '-1.5', '1000000000', '0.00001'])('%s is a number', (text) => {
  expect(isNumeric(text)).toBe(true);
});
test.each(['', ' 1', '01', '1.', '.5', '1e3', '+1', '1000000001', '0x1', 'NaN', '1.000001'])('"%s" is none', (text) => {
  expect(isNumeric(text)).toBe(false);
});

test.each<readonly [AttributeFilter, string]>([
  [{ a: [{ numeric: [] }] }, 'no comparison'],
  [{ a: [{ numeric: ['=', '5'] }] }, 'no comparison'],
  [{ a: [{ numeric: ['<', 1, '>', 0] }] }, 'no comparison'],
  [{ a: [{ numeric: ['>', 0, '<', 5, '<', 6] }] }, 'no comparison'],
  [{ a: [{ numeric: ['=', 2e9] }] }, 'no comparison'],
  [{ a: [{ prefix: '' }] }, 'empty prefix'],
  [{ a: [{ 'anything-but': [] }] }, 'of nothing'],
  [{ a: ['1'], b: Array.from({ length: 76 }, (_, n) => `${n}`), c: ['1', '2'] }, '152 combinations'],
])('%j is refused: %s', (filter, reason) => {
  expect(filterProblems(filter).map(({ message }) => message)).toEqual([expect.stringContaining(reason)]);
});
