import { expect, test } from '@jest/globals';
import { exitCodeOf } from '../../cli/exit-codes.ts';
import { type ErrorName, TributaryError } from '../../core/errors.ts';

const failed = (name: ErrorName, code = 'case'): TributaryError => new TributaryError(name, { code, message: 'm' });

test.each([
  [failed('NotFound'), 3],
  [failed('InvalidInput'), 2],
  [failed('InvalidInput', 'directory-in-use'), 4],
  [failed('StorageFailed'), 5],
  [failed('ErpUnavailable'), 1],
  [new Error('a defect'), 1],
  ['thrown text', 1],
])('%s ends the process with %d', (error, code) => {
  expect(exitCodeOf(error)).toBe(code);
});
