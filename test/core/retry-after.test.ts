import { expect, test } from '@jest/globals';
import { waitAsked } from '../../core/retry-after.ts';

const now = new Date('2026-03-01T12:00:00Z');

test.each([
  [429, { 'retry-after': '7' }, 7],
  [429, { 'retry-after': '0' }, 0],
  [429, { 'retry-after': '1.2' }, 2],
  [429, {}, 5],
  [429, { 'retry-after': 'soon' }, 5],
  [429, { 'retry-after': '99999999' }, 86_400],
  [503, { 'retry-after': '30' }, 30],
  [503, {}, undefined],
  [500, { 'retry-after': '30' }, undefined],
  [200, { 'retry-after': '30' }, undefined],
  [429, { 'retry-after': 'Sun, 01 Mar 2026 12:00:20 GMT' }, 20],
  [429, { 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, 0],
  // The ERP's clock is ten minutes slow: it means 20 seconds from its own now.
  [503, { 'retry-after': 'Sun, 01 Mar 2026 11:50:20 GMT', date: 'Sun, 01 Mar 2026 11:50:00 GMT' }, 20],
])('%i %j: %s seconds', (status, headers, seconds) => {
  expect(waitAsked({ status, headers: headers as Record<string, string> }, now)).toBe(seconds);
});
