import { expect, test } from '@jest/globals';
import { expiryOf } from '../../../connectors/authenticate/token-answer.ts';

test.each([
  [3600, 60, 3540],
  [3600, 0, 3600],
  [90, 60, 45],
  [30, 60, 15],
])('a token that lives %i s, left %i s before its end, is used for %i s', (expiresIn, refreshBefore, used) => {
  const now = new Date('2026-01-01T00:00:00Z');
  expect(expiryOf(now, expiresIn, refreshBefore).getTime() - now.getTime()).toBe(used * 1_000);
});
