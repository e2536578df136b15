import { expect, test } from '@jest/globals';
import { compareCursors } from '../../../connectors/cursor/order.ts';

test.each([
  ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', -1],
  ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 0],
  ['b', 'a', 1],
  ['9', '10', -1],
  ['0010', '9', 1],
  ['007', '7', 0],
  ['12345678901234567891', '12345678901234567890', 1],
])('%s against %s: %s', (left, right, sign) => {
  expect(Math.sign(compareCursors(left, right))).toBe(sign);
  expect(Math.sign(compareCursors(right, left))).toBe(0 - sign || 0);
});
