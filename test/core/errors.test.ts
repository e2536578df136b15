import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import {
  isNamed,
  isRetryable,
  messageOf,
  parseStateError,
  permanent,
  retryable,
  stateMessage,
  TributaryError,
} from '../../core/errors.ts';

describe('errors', () => {
  test('the name is the one that was thrown, the code says the case', () => {
    const cause = new Error('socket closed');
    const error = new TributaryError('ErpUnavailable', {
      code: 'cut-short',
      message: 'The answer ended early.',
      cause,
    });
    expect(error).toMatchObject({ name: 'ErpUnavailable', code: 'cut-short', details: {}, cause });
    expect(String(error)).toBe('ErpUnavailable: The answer ended early.');
  });

  test('constants equal their names, in two families without overlap', () => {
    for (const [key, value] of Object.entries({ ...retryable, ...permanent })) expect(value).toBe(key);
    expect(Object.keys(retryable).filter((name) => name in permanent)).toEqual([]);
  });

  test('is retryable by its name, also from another realm', () => {
    const foreign: unknown = runInNewContext("Object.assign(new Error('x'), { name: 'PlatformUnavailable' })");
    expect(isRetryable(foreign)).toBe(true);
    expect(isNamed(foreign, 'PlatformUnavailable')).toBe(true);
    expect(isRetryable(new TributaryError('ErpRejected', { code: 'x', message: 'y' }))).toBe(false);
    expect(isRetryable({ name: 'ErpUnavailable' })).toBe(false);
  });

  test('message of anything', () => {
    expect([new Error('a'), 'b', undefined].map(messageOf)).toEqual(['a', 'b', 'undefined']);
  });

  test('name, code and message survive a state machine', () => {
    const error = new TributaryError('ErpRejected', { code: 'not-allowed', message: 'The ERP said no.' });
    const carried = { Error: error.name, Cause: stateMessage(error) };
    const expected = { name: 'ErpRejected', code: 'not-allowed', message: 'The ERP said no.' };
    expect(parseStateError(carried)).toEqual(expected);
    const lambda = JSON.stringify({ errorType: 'ErpRejected', errorMessage: stateMessage(error), trace: [] });
    expect(parseStateError({ Error: 'ErpRejected', Cause: lambda })).toEqual(expected);
  });
});
