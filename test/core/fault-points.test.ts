import { expect, test } from '@jest/globals';
import { faultPoints, noCheckpoint, parseFault } from '../../core/fault-points.ts';

test('the nine arrows of a batch, in order', () => {
  expect(faultPoints).toHaveLength(9);
  expect(faultPoints.indexOf('events-published')).toBeLessThan(faultPoints.indexOf('store-applied'));
});

test.each([
  ['declared', { point: 'declared', occurrence: 1 }],
  ['store-applied:3', { point: 'store-applied', occurrence: 3 }],
  ['any:40', { point: 'any', occurrence: 40 }],
  ['', undefined],
  ['unknown:1', undefined],
  ['declared:0', undefined],
  ['declared:x', undefined],
  ['declared:1.5', undefined],
])('"%s" is read', (text, expected) => {
  expect(parseFault(text)).toEqual(expected);
});

test('nothing happens at an arrow in production', () => {
  expect(noCheckpoint('declared')).toBeUndefined();
});
