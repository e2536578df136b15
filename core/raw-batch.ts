import { promisify } from 'node:util';
import { constants, zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { digest } from './digest.ts';
import { TributaryError } from './errors.ts';

/** One record as the ERP sent it: its key and its JSON, digit for digit. */
export type RawRecord = { readonly key: string; readonly text: string };

/** A raw batch as it is put into the blob store. */
export type EncodedBatch = { readonly bytes: Uint8Array; readonly digest: string };

/** The fastest level: records of one page repeat each other so much that the usual one makes no smaller batches. */
const options = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: 262_144 };
/** A step's output comes back to the main thread: a batch of the usual size in one. */
const unpacking = { chunkSize: 1_048_576 };

const [compress, decompress] = [promisify(zstdCompress), promisify(zstdDecompress)];

/** Lines of `"key"<tab>{record}`, compressed. JSON holds neither raw tabs nor line ends, so lines split cleanly. */
export function encodeBatch(records: readonly RawRecord[]): EncodedBatch {
  const text = textOf(records);
  return { bytes: zstdCompressSync(text, options), digest: digest(text) };
}

/** The same, compressed in the thread pool: that takes as long as reading and finding the records. */
export async function encodeBatchAside(records: readonly RawRecord[]): Promise<EncodedBatch> {
  const text = textOf(records);
  return { bytes: await compress(text, options), digest: digest(text) };
}

function textOf(records: readonly RawRecord[]): Buffer {
  return Buffer.from(records.map((record) => `${JSON.stringify(record.key)}\t${record.text}`).join('\n'));
}

/** What a batch was declared as, and the digest of what it was rewritten to since, if it was. */
export type DeclaredBatch = { readonly digest: string; readonly id: string; readonly rewritten?: string };

/** The records of a batch. Throws NotSettled when the bytes are not those that were declared, or what they were rewritten to. */
export function decodeBatch(bytes: Uint8Array, declared: DeclaredBatch): readonly RawRecord[] {
  try {
    return recordsIn(zstdDecompressSync(bytes, unpacking), declared);
  } catch (error) {
    throw damaged(declared, error);
  }
}

/** The same, decompressed in the thread pool. */
export async function decodeBatchAside(bytes: Uint8Array, declared: DeclaredBatch): Promise<readonly RawRecord[]> {
  try {
    return recordsIn(await decompress(bytes, unpacking), declared);
  } catch (error) {
    throw damaged(declared, error);
  }
}

function damaged({ id }: DeclaredBatch, cause: unknown): TributaryError {
  return new TributaryError('NotSettled', {
    code: 'blob-damaged',
    message: `The raw batch ${id} in the blob store is not what was declared: restore it from a backup.`,
    cause,
  });
}

function recordsIn(content: Buffer, declared: DeclaredBatch): readonly RawRecord[] {
  const found = digest(content);
  if (found !== declared.digest && found !== declared.rewritten) throw new Error('its digest is another one');
  if (content.length === 0) return [];
  return content
    .toString('utf8')
    .split('\n')
    .map((line) => {
      const tab = line.indexOf('\t');
      return { key: unquoted(line, tab), text: line.slice(tab + 1) };
    });
}

/** The key that stands before the tab. */
function unquoted(line: string, tab: number): string {
  const quoted = line.slice(0, tab);
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

const [tab, lineEnd, backslash] = [0x09, 0x0a, 0x5c];

/**
 * Only the keys of a batch, without making texts of its records: half the time of `decodeBatch`. Undefined when the bytes
 * are no batch; whether they are what was declared is not looked at.
 */
export function batchKeys(bytes: Uint8Array): readonly string[] | undefined {
  try {
    const text = zstdDecompressSync(bytes);
    const keys: string[] = [];
    for (let from = 0; from < text.length; ) {
      const end = text.indexOf(tab, from);
      if (end === -1) return undefined;
      keys.push(keyIn(text.subarray(from, end)));
      const next = text.indexOf(lineEnd, end);
      from = next === -1 ? text.length : next + 1;
    }
    return keys;
  } catch {
    return undefined;
  }
}

function keyIn(quoted: Buffer): string {
  return quoted.includes(backslash)
    ? (JSON.parse(quoted.toString('utf8')) as string)
    : quoted.toString('utf8', 1, quoted.length - 1);
}
