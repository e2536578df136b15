import type { SQLInputValue } from 'node:sqlite';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib';

const compress = promisify(zstdCompress);
/** The output of one step of the compression: with the usual 16 KB a large body comes back to the main thread many times. */
const options = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: 65_536 };

/** Smaller bodies are pointers and receipts, which would not get much smaller. */
const smallest = 4_096;

/**
 * A body as it is kept: a batch of events is a fifth of its size compressed, and each byte is written twice, to the
 * write-ahead log and from there to the database. Compressed in the thread pool.
 */
export async function packedBody(body: string): Promise<string | Uint8Array> {
  return body.length < smallest ? body : compress(body, options);
}

/** The body that was kept, packed or as it is. */
export function bodyText(kept: SQLInputValue | undefined): string {
  return kept instanceof Uint8Array ? zstdDecompressSync(kept).toString('utf8') : String(kept);
}
