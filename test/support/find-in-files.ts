import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';

/**
 * Where a text stands in a data directory: in the bytes of any file (the log of writes too), in raw batches as they are
 * when decompressed, and in the bodies of records, which are compressed inside the database.
 */
export function findInFiles(home: string, text: string): readonly string[] {
  const wanted = [text, JSON.stringify(text).slice(1, -1)].map((one) => Buffer.from(one));
  const holds = (content: Buffer): boolean => wanted.some((one) => content.includes(one));
  const found: string[] = [];
  for (const entry of readdirSync(home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path);
    if (holds(content) || holds(unpacked(content))) found.push(relative(home, path));
  }
  const db = new DatabaseSync(join(home, 'tributary.db'), { readOnly: true });
  try {
    for (const row of db.prepare('SELECT id, content FROM record_body').all())
      if (holds(unpacked(Buffer.from(row['content'] as Uint8Array)))) found.push(`record_body ${String(row['id'])}`);
  } finally {
    db.close();
  }
  return found;
}

function unpacked(content: Buffer): Buffer {
  try {
    return zstdDecompressSync(content);
  } catch {
    return Buffer.alloc(0);
  }
}
