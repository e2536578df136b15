import { describe, expect, test } from '@jest/globals';
import { faultsAt } from '../../../connectors/request/fault.ts';
import { fillHeader, fillPath, fillText, fillUrl } from '../../../connectors/request/fill.ts';

const fault = faultsAt({ connector: 'test-erp', stream: 'items' }, (text) => text);
const url = (template: string, value: string): string => fillUrl(template, { p: value }, fault).href;

describe('fillUrl', () => {
  test.each([
    ['{p}/odata/v4', 'https://erp.test', 'https://erp.test/odata/v4'],
    ['{p}/odata/v4', 'https://erp.test:8443/base/', 'https://erp.test:8443/base/odata/v4'],
    ['https://{p}/v1', 'erp.test:81', 'https://erp.test:81/v1'],
    ['https://{p}/v1', '[2001:db8::1]:81', 'https://[2001:db8::1]:81/v1'],
    ['https://{p}.erp.test/v1', 'acme', 'https://acme.erp.test/v1'],
    ['https://erp.test/{p}/v1', 'a b/ø?#', 'https://erp.test/a%20b%2F%C3%B8%3F%23/v1'],
    ['https://erp.test/{p}/v1', '%2e%2e', 'https://erp.test/%252e%252e/v1'],
  ])('%s with %s', (template, value, expected) => {
    expect(url(template, value)).toBe(expected);
  });

  test.each([
    ['{p}/odata', 'ftp://erp.test'],
    ['{p}/odata', 'https://user:pw@erp.test'],
    ['{p}/odata', 'https://erp.test?x='],
    ['{p}/odata', 'https://erp.test#'],
    ['{p}/odata', 'https://erp.test\\evil'],
    ['{p}/odata', 'erp.test'],
    ['https://{p}/v1', 'evil.test/x?'],
    ['https://{p}/v1', 'user@evil.test'],
    ['https://{p}.erp.test/v1', 'evil.test#'],
    ['https://{p}.erp.test/v1', 'evil.test\\'],
    ['https://{p}/v1', ''],
    ['https://erp.test/{p}/v1', '..'],
    ['https://erp.test/{p}/v1', '.'],
  ])('%s refuses %s', (template, value) => {
    expect(() => url(template, value)).toThrow(
      expect.objectContaining({ name: 'InvalidInput', code: 'parameter-unusable' }),
    );
  });
});

describe('other texts', () => {
  test('a path keeps its own slashes and encodes those of parameters', () => {
    expect(fillPath('/companies/{a}/items', { a: '1/2' }, fault)).toBe('/companies/1%2F2/items');
  });

  test('a text takes values as they are, even ones that look like placeholders or patterns', () => {
    expect(fillText('{a}-{b}', { a: '{b}', b: '$&' }, fault)).toBe('{b}-$&');
  });

  test('a parameter without a value is named, also one that every object has', () => {
    for (const name of ['company', 'constructor'])
      expect(() => fillText(`{${name}}`, {}, fault)).toThrow(
        expect.objectContaining({
          code: 'parameter-missing',
          message: expect.stringContaining(`no value for the parameter "${name}"`),
        }),
      );
  });

  test('a header takes no line ends', () => {
    expect(fillHeader('X-Company', 'no {a}', { a: '17' }, fault)).toBe('no 17');
    for (const value of ['1\r\nX-Evil: 1', '1\n', '1\0', '漢'])
      expect(() => fillHeader('X-Company', '{a}', { a: value }, fault)).toThrow(
        expect.objectContaining({ code: 'header-unusable' }),
      );
  });
});
