import type { StoredEntity } from '../ports.ts';
import { decodeBody } from '../record-body.ts';
import type { Database } from './database.ts';

/** Batches whose bodies stay decompressed; a scan in the order of arrival needs one, at half a megabyte each. */
const cachedBodies = 16;

export type RecordBodies = {
  add(batchId: string, body: Uint8Array, live: number): number;
  /** That many records no longer point to the body; without any it is removed. */
  release(id: number, records: number): void;
  /** Undefined when the body is gone: its last record has moved on. */
  entities(id: number, line: number): readonly StoredEntity[] | undefined;
};

/** Table record_body, with the bodies that were read last. Ids never return, so a cached body cannot be another's. */
export function recordBodies(db: Database): RecordBodies {
  const cache = new Map<number, readonly string[]>();
  const load = (id: number): readonly string[] | undefined => {
    const cached = cache.get(id);
    cache.delete(id);
    const content = cached ?? db.get('SELECT content FROM record_body WHERE id = ?', id)?.['content'];
    if (content === undefined) return undefined;
    const lines = cached ?? decodeBody(content as Uint8Array);
    cache.set(id, lines);
    const oldest = cache.keys().next().value;
    if (cache.size > cachedBodies && oldest !== undefined) cache.delete(oldest);
    return lines;
  };
  return {
    add: (batchId, body, live) => {
      const sql = 'INSERT INTO record_body (batch_id, live, content) VALUES (?, ?, ?) RETURNING id';
      return Number(db.get(sql, batchId, live, body)?.['id']);
    },
    release: (id, records) => {
      db.run('UPDATE record_body SET live = live - ? WHERE id = ?', records, id);
      db.run('DELETE FROM record_body WHERE id = ? AND live <= 0', id);
    },
    entities: (id, line) => {
      const text = load(id)?.[line];
      return text === undefined ? undefined : (JSON.parse(text) as readonly StoredEntity[]);
    },
  };
}
