import { describe, expect, test } from '@jest/globals';
import { type ParsedAnswer, parseAnswer } from '../../../connectors/records/parse-answer.ts';
import { faultsAt } from '../../../connectors/request/fault.ts';

const fault = faultsAt({ connector: 'test-erp', stream: 'items', request: 'GET erp.test/items' }, (text) => text);

function parse(text: string, contentType?: string): ParsedAnswer {
  const headers: Record<string, string> = contentType === undefined ? {} : { 'content-type': contentType };
  return parseAnswer(
    { status: 200, headers, body: Buffer.from(text), url: new URL('http://erp.test/items') },
    { path: [], fields: [] },
    fault,
    (said) => said.replaceAll('s3cret', '***'),
  );
}

describe('parseAnswer', () => {
  test('keeps every digit', () => {
    const text = '[{"amount":12345678901234567.89}]';
    expect(parse(text)).toMatchObject({ longNumbers: true });
    expect(parse(text).texts?.(0)).toBe('{"amount":12345678901234567.89}');
    expect(JSON.stringify(parse(`\t${text}`).list)).toBe(text);
  });

  test('a web page is named by its title, in which no secret shows', () => {
    const page = '<!DOCTYPE html><html><head><title>Log on\n s3cret</title></head></html>';
    expect(() => parse(page)).toThrow(
      expect.objectContaining({
        name: 'ErpContractBroken',
        code: 'answer-not-json',
        message:
          'test-erp, stream items, GET erp.test/items: The ERP answered a web page (title "Log on ***") where JSON was expected; often it is a login or maintenance page. Open the address in a browser, and check the credentials.',
      }),
    );
  });

  test.each([
    ['', 'nothing'],
    ['<?xml version="1.0"?><feed/>', 'XML'],
    ['OK', 'something else (content type text/plain)'],
  ])('%j is %s', (text, what) => {
    expect(() => parse(text, 'text/plain')).toThrow(
      expect.objectContaining({
        code: 'answer-not-json',
        message: expect.stringContaining(`The ERP answered ${what} where JSON was expected.`),
      }),
    );
  });

  test.each(['{"items":[{"id":1},{"id', '[1,2,', '{"items":[1}'])('%s', (text) => {
    const cut = !text.endsWith('}');
    expect(() => parse(text)).toThrow(
      expect.objectContaining({
        name: cut ? 'ErpUnavailable' : 'ErpContractBroken',
        code: cut ? 'answer-cut-short' : 'answer-not-json',
      }),
    );
  });
});
