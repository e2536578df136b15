import { setImmediate } from 'node:timers/promises';
import { blankLine, decodeBody, encodeBody } from '../record-body.ts';
import type { Database } from './database.ts';
import type { RecordBodies } from './record-bodies.ts';

/** Removes records with their identifiers; gives how many there were. Call it in a transaction. */
export function removeRecords(db: Database, bodies: RecordBodies, scopeId: number, keys: readonly string[]): number {
  let [removed, full] = [0, 0];
  for (const key of new Set(keys)) {
    const sql = 'DELETE FROM record WHERE scope_id = ? AND key = ? RETURNING body_id';
    const row = db.get(sql, scopeId, key);
    if (!row) continue;
    removed += 1;
    db.run('DELETE FROM identifier WHERE scope_id = ? AND key = ?', scopeId, key);
    if (row['body_id'] === null) continue;
    full += 1;
    bodies.release(Number(row['body_id']), 1);
  }
  if (full > 0) db.run('UPDATE scope SET records = records - ? WHERE id = ?', full, scopeId);
  return removed;
}

/**
 * Blanks the lines of bodies that no record points to any more. A body is pointed to only by what is written with it, in
 * the same transaction, so that a line that is left once is left for ever.
 */
export async function blankLeftLines(db: Database, scopeId: number): Promise<number> {
  const lived = new Map<number, Set<number>>();
  const sql = 'SELECT body_id, body_index FROM record WHERE scope_id = ? AND body_id IS NOT NULL';
  for (const row of db.all(sql, scopeId)) {
    const lines = lived.get(Number(row['body_id'])) ?? new Set();
    lived.set(Number(row['body_id']), lines.add(Number(row['body_index'])));
  }
  let blanked = 0;
  for (const [id, lines] of lived) {
    blanked += db.transaction(() => blankBody(db, id, lines));
    await setImmediate();
  }
  return blanked;
}

function blankBody(db: Database, id: number, lived: ReadonlySet<number>): number {
  const content = db.get('SELECT content FROM record_body WHERE id = ?', id)?.['content'];
  if (content === undefined) return 0;
  const lines = decodeBody(content as Uint8Array);
  const left = lines.filter((line, index) => line !== blankLine && !lived.has(index)).length;
  if (left === 0) return 0;
  const kept = lines.map((line, index) => (lived.has(index) ? line : blankLine));
  db.run('UPDATE record_body SET content = ? WHERE id = ?', encodeBody(kept), id);
  return left;
}
