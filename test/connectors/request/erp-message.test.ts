import { describe, expect, test } from '@jest/globals';
import { erpMessage } from '../../../connectors/request/erp-message.ts';

const said = (body: string, contentType = 'application/json'): string | undefined =>
  erpMessage(
    {
      status: 400,
      headers: { 'content-type': contentType },
      body: Buffer.from(body),
      url: new URL('https://erp.test'),
    },
    (text) => text.replaceAll('s3cret', '***'),
  );

describe('erpMessage', () => {
  test.each([
    ['{"error":{"code":"X1","message":"No such property"}}', 'No such property'],
    ['{"error":{"code":"X1","message":{"lang":"en","value":"No such property"}}}', 'No such property'],
    ['{"error":"invalid_client","error_description":"Client is locked"}', 'Client is locked'],
    ['{"error":"invalid_client"}', 'invalid_client'],
    ['{"type":"about:blank","title":"Bad","detail":"Page size is too large"}', 'Page size is too large'],
    ['{"errors":[{"message":"first"},{"message":"second"}]}', 'first'],
    ['{"Message":"An error has occurred."}', 'An error has occurred.'],
    ['{"message":"","detail":"really"}', 'really'],
    ['[{"message":"in a list"}]', 'in a list'],
    ['"just text"', 'just text'],
    ['{"code":17}', '{"code":17}'],
    ['Not allowed', 'Not allowed'],
    ['  two\n lines ', 'two lines'],
    ['', undefined],
    ['<html><head><title> Sign\nin </title></head></html>', 'a web page (title "Sign in")'],
    ['<!doctype html><p>Hi', 'a web page (title "none")'],
  ])('%s', (body, message) => {
    expect(said(body)).toBe(message);
  });

  test('no secret shows, also where the text is cut', () => {
    expect(said('{"message":"the key s3cret is locked"}')).toBe('the key *** is locked');
    const text = said(`${'x'.repeat(297)}s3cret${'y'.repeat(50)}`);
    expect(text).toBe(`${'x'.repeat(297)}***…`);
  });
});
