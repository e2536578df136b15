import { expect, test } from '@jest/globals';
import { decodeBody } from '../../../connectors/records/decode.ts';

const decode = (bytes: Uint8Array, contentType?: string): string =>
  decodeBody({ body: Buffer.from(bytes), headers: contentType === undefined ? {} : { 'content-type': contentType } });

test('UTF-8 unless said otherwise, without a byte order mark', () => {
  expect(decode(Buffer.from('Größe 🏗'))).toBe('Größe 🏗');
  expect(decode(Buffer.from('\ufeff{"a":1}'), 'application/json; charset=utf-8')).toBe('{"a":1}');
  expect(decode(Buffer.from('{"a":"ø"}'), 'application/json;charset=unheard-of')).toBe('{"a":"ø"}');
});

test('Latin-1 and its Windows kind, and UTF-16', () => {
  expect(decode(Buffer.from([0x47, 0x72, 0xf6, 0xdf, 0x65]), 'application/json; charset=ISO-8859-1')).toBe('Größe');
  expect(decode(Buffer.from([0x80]), 'application/json; charset="windows-1252"')).toBe('€');
  expect(decode(Buffer.from('\ufeffa', 'utf16le'), 'text/json;charset=utf-16le')).toBe('a');
});
