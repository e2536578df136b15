import { promisify } from 'node:util';
import { constants, zstdCompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { StoredEntity } from './ports.ts';

const compress = promisify(zstdCompress);

/** The fastest level: at 3 it costs twice the time for a tenth of the size. */
const options = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: 262_144 };

/** The line of one record: its entities as JSON; a body whose text is at hand is not written again. */
export function entitiesLine(entities: readonly StoredEntity[]): string {
  return `[${entities.map(entityText).join(',')}]`;
}

function entityText(stored: StoredEntity): string {
  const { entity, id, digest, identifiers } = stored;
  const around = JSON.stringify({ entity, id, digest, identifiers });
  return `${around.slice(0, -1)},"body":${stored.text ?? JSON.stringify(stored.body)}}`;
}

/** The entities of the records of one batch, one line of JSON per record, compressed together. */
export function encodeBody(lines: readonly string[]): Uint8Array {
  return zstdCompressSync(lines.join('\n'), options);
}

/** The same in the thread pool. */
export function encodeBodyAside(lines: readonly string[]): Promise<Uint8Array> {
  return compress(lines.join('\n'), options);
}

export function decodeBody(content: Uint8Array): readonly string[] {
  return zstdDecompressSync(content).toString('utf8').split('\n');
}

/** Stands for a digest that nobody knows any more; no content has it. */
export const forgottenDigest = 'forgotten';

/** Stands in a body where a record no longer says what stood there. */
export const blankLine = '[]';
