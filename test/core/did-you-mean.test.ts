import { expect, test } from '@jest/globals';
import { allowedHint, closest } from '../../core/did-you-mean.ts';

test.each([
  ['basik', ['none', 'basic', 'bearer'], 'basic'],
  ['primarykey', ['primaryKey', 'path'], 'primaryKey'],
  ['recrods', ['records', 'request'], 'records'],
  ['nmae', ['name', 'number'], 'name'],
  ['xyz', ['records', 'request'], undefined],
  ['', ['a'], 'a'],
  ['anything', [], undefined],
])('"%s" among %j', (word, candidates, expected) => {
  expect(closest(word, candidates)).toBe(expected);
});

test('the hint lists what is allowed, up to forty words', () => {
  expect(allowedHint('basik', ['none', 'basic'])).toBe('Did you mean "basic"? Allowed: none, basic.');
  expect(allowedHint('zzz', ['none', 'basic'])).toBe('Allowed: none, basic.');
  expect(allowedHint('x', [])).toBe('Nothing is allowed here.');
  const many = Array.from({ length: 50 }, (_, index) => `field${index}`);
  expect(allowedHint('zzz', many)).toMatch(/field39, …\.$/);
});
