import { describe, expect, test } from '@jest/globals';
import { refusal, travels } from '../../platform/message-limits.ts';

const message = { id: 'm', body: 'body', attributes: {} };
const attributes = (count: number, value = 'x'): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, value]));

describe('what topics and queues refuse', () => {
  test.each([
    ['a plain message', message],
    ['an empty body, and one with control characters', { ...message, body: '\u0000' }],
    ['the largest body', { ...message, body: 'x'.repeat(200 * 1024) }],
    ['eight attributes', { ...message, attributes: attributes(8) }],
    ['names with dots, dashes and underscores', { ...message, attributes: { 'a.b-c_d': 'å 😀', constructor: 'x' } }],
  ])('takes %s', (_what, taken) => {
    expect(refusal(taken)).toBeUndefined();
  });

  test.each([
    ['225280 bytes', { ...message, body: 'ä'.repeat(110 * 1024) }],
    ['Its id is empty', { ...message, id: '' }],
    ['Its id is empty', { ...message, id: 'a\u0001' }],
    ['9 attributes', { ...message, attributes: attributes(9) }],
    ['10 attributes (numbers count twice)', { ...message, attributes: attributes(5, '-1.5') }],
    ['"number.a" cannot be', { ...message, attributes: { 'number.a': 'x' } }],
    ['"a b" cannot be', { ...message, attributes: { 'a b': 'x' } }],
    ['"" cannot be', { ...message, attributes: { '': 'x' } }],
    ['"a..b" cannot be', { ...message, attributes: { 'a..b': 'x' } }],
    ['"AWS.x" cannot be', { ...message, attributes: { 'AWS.x': 'x' } }],
    ['"message-id" cannot be', { ...message, attributes: { 'message-id': 'x' } }],
    ['"body-encoding" cannot be', { ...message, attributes: { 'body-encoding': 'x' } }],
    ['attribute tenant is empty', { ...message, attributes: { tenant: '' } }],
    ['attribute tenant is empty', { ...message, attributes: { tenant: '\uffff' } }],
    ['more than 16384', { ...message, attributes: attributes(8, 'x'.repeat(2_048)) }],
  ])('refuses with the reason: %s', (reason, refused) => {
    expect(refusal(refused)).toContain(reason);
  });

  test('travels: only characters that XML 1.0 has', () => {
    for (const text of ['a', '\t\r\n', '\u007f\u0085', '\ud7ff\ue000\ufffd', '😀']) expect(travels(text)).toBe(true);
    for (const text of ['', 'a\u0000', '\u0008', '\u000b', '\u001f', '\ufffe', 'a\ud800', '\udc00a'])
      expect(travels(text)).toBe(false);
  });
});
