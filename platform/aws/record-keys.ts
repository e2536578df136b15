import { digest, digestOf } from '../../core/digest.ts';
import { keyPath, nameInPath } from '../../core/key-path.ts';
import type { StreamScope } from '../../core/run.ts';
import type { Identifier } from '../ports.ts';
import { keyOf } from './rows.ts';

/**
 * DynamoDB takes sort keys of 1 to 1,024 bytes. A record's must leave room for connection and stream in front of it in
 * the rows of identifiers: twice 63 characters and a slash.
 */
const mostSortKeyBytes = 890;
const keptBytes = 860;
/** DynamoDB takes partition keys up to 2,048 bytes. */
const mostIdentifierBytes = 1_500;

/** Partition of the records of a stream. */
export function recordPartition({ tenant, connection, stream }: StreamScope): string {
  return keyOf('S', tenant, connection, stream);
}

/**
 * The sort key of a record: its key, byte for byte, so that rows stand in key order. An empty key, which DynamoDB does
 * not take, gets a NUL in front, as do keys that begin with one; of long keys the end is replaced by a digest of all.
 */
export function recordSortKey(key: string): string {
  // A surrogate without its other half has no UTF-8: it would come back as another character than it went.
  const wellFormed = key.toWellFormed();
  const text = wellFormed === '' || wellFormed.startsWith('\0') ? `\0${wellFormed}` : wellFormed;
  const bytes = Buffer.from(text);
  if (bytes.length <= mostSortKeyBytes) return text;
  // Cut within a character, its first bytes decode as U+FFFD.
  const start = bytes
    .subarray(0, keptBytes)
    .toString('utf8')
    .replace(/\uFFFD$/, '');
  return `${start}\0${digest(text)}`;
}

/** The key that a sort key stands for, unless it was shortened. */
export function keyInSortKey(sortKey: string): string {
  return sortKey.startsWith('\0') ? sortKey.slice(1) : sortKey;
}

/** Partition of the records that have an identifier. What is found there must be compared with it: two may share one. */
export function identifierPartition(tenant: string, { scheme, value }: Identifier): string {
  const text = `${scheme}#${value}`;
  return `${keyOf('I', tenant)}#${Buffer.byteLength(text) <= mostIdentifierBytes ? text : digestOf(scheme, value)}`;
}

export function identifierSortKey({ connection, stream }: StreamScope, recordSortKey: string): string {
  return `${keyPath(connection, stream)}/${recordSortKey}`;
}

/** Where the record of an identifier's row stands. */
export function recordOfIdentifier(
  tenant: string,
  sortKey: string,
): { readonly scope: StreamScope; readonly sortKey: string } {
  const [connection = '', stream = ''] = sortKey.split('/', 2);
  const scope = { tenant, connection: nameInPath(connection), stream: nameInPath(stream) };
  return { scope, sortKey: sortKey.slice(connection.length + stream.length + 2) };
}

/** Surrogates stand for the characters behind all others, though their numbers are smaller than some. */
const rankOf = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

/** The order in which DynamoDB keeps sort keys: that of their UTF-8 bytes. */
export function compareUtf8(a: string, b: string): number {
  const common = Math.min(a.length, b.length);
  for (let at = 0; at < common; at++) {
    const difference = rankOf(a.charCodeAt(at)) - rankOf(b.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
