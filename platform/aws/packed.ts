import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { TributaryError } from '../../core/errors.ts';
import type { Row } from './rows.ts';

/** Smaller ones stay readable in the console, and compressing them would save little. */
const plainBytes = 4 * 1024;
/** A row of DynamoDB has at most 400 KB; what is left is for its keys and the other attributes. */
const mostBytes = 380 * 1024;

/** A value as one attribute: its JSON, or that compressed when it is large. Throws InvalidInput, naming `what`, when it is too large even so. */
export function pack(what: string, value: unknown): string | Uint8Array {
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) <= plainBytes) return text;
  const packed = zstdCompressSync(text);
  if (packed.length <= mostBytes) return packed;
  const message = `${what} takes ${Math.ceil(packed.length / 1024)} KB compressed, and DynamoDB keeps at most ${mostBytes / 1024} KB in one row: make it smaller.`;
  throw new TributaryError('InvalidInput', { code: 'value-too-large', message });
}

/** The value in attribute `value` of a row. */
export function unpack<T>(row: Row): T {
  const packed = row['value'];
  const text = typeof packed === 'string' ? packed : zstdDecompressSync(packed as Uint8Array).toString('utf8');
  return JSON.parse(text) as T;
}
