import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { digest } from './digest.ts';
import { TributaryError } from './errors.ts';

/** One record as the ERP sent it: its key and its JSON, digit for digit. */
export type RawRecord = { readonly key: string; readonly text: string };

/** A raw batch as it is put into the blob store. */
export type EncodedBatch = { readonly bytes: Uint8Array; readonly digest: string };

/** Lines of `"key"<tab>{record}`, compressed. JSON holds neither raw tabs nor line ends, so lines split cleanly. */
export function encodeBatch(records: readonly RawRecord[]): EncodedBatch {
  const text = records.map((record) => `${JSON.stringify(record.key)}\t${record.text}`).join('\n');
  return { bytes: zstdCompressSync(text), digest: digest(text) };
}

/** The records of a batch. Throws NotSettled when the bytes are not those that were declared, or what they were rewritten to. */
export function decodeBatch(
  bytes: Uint8Array,
  expected: { readonly digest: string; readonly id: string; readonly rewritten?: string },
): readonly RawRecord[] {
  const damaged = (cause?: unknown): TributaryError =>
    new TributaryError('NotSettled', {
      code: 'blob-damaged',
      message: `The raw batch ${expected.id} in the blob store is not what was declared: restore it from a backup.`,
      cause,
    });
  let text: string;
  try {
    text = zstdDecompressSync(bytes).toString('utf8');
  } catch (error) {
    throw damaged(error);
  }
  const found = digest(text);
  if (found !== expected.digest && found !== expected.rewritten) throw damaged();
  if (text === '') return [];
  return text.split('\n').map((line) => {
    const tab = line.indexOf('\t');
    return { key: JSON.parse(line.slice(0, tab)) as string, text: line.slice(tab + 1) };
  });
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
