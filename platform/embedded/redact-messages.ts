import { setImmediate } from 'node:timers/promises';
import type { Queues } from '../ports.ts';
import type { Database, Row } from './database.ts';
import { bodyText } from './message-body.ts';

/** Bodies have up to 200 KB. */
const page = 50;

/** Queues.redact: a body is stored once, however many queues and topics it is in, and also while somebody works on it. */
export async function redactMessages(
  db: Database,
  edit: Parameters<Queues['redact']>[0],
  dryRun: boolean,
): ReturnType<Queues['redact']> {
  const counts = new Map<string, number>();
  for (let after = 0; ; ) {
    const rows = db.all(
      'SELECT id, topic, attributes, body FROM message WHERE id > ? ORDER BY id LIMIT ?',
      after,
      page,
    );
    for (const row of rows) redactOne(db, row, edit, dryRun, counts);
    if (rows.length < page) break;
    after = Number(rows.at(-1)?.['id']);
    await setImmediate();
  }
  return [...counts].map(([place, messages]) => ({ place, messages }));
}

function redactOne(
  db: Database,
  row: Row,
  edit: Parameters<Queues['redact']>[0],
  dryRun: boolean,
  counts: Map<string, number>,
): void {
  const { id = null, topic = null } = row;
  const body = bodyText(row['body']);
  const after = edit({ body, attributes: JSON.parse(String(row['attributes'])) });
  if (after === body) return;
  const queues = db
    .all('SELECT queue FROM delivery WHERE message = ?', id)
    .map(({ queue }) => `queue ${String(queue)}`);
  for (const place of [...(topic === null ? [] : [`topic ${String(topic)}`]), ...queues])
    counts.set(place, (counts.get(place) ?? 0) + 1);
  if (dryRun) return;
  db.transaction(() => {
    if (after !== undefined) return db.run('UPDATE message SET body = ? WHERE id = ?', after, id);
    db.run('DELETE FROM delivery WHERE message = ?', id);
    return db.run('DELETE FROM message WHERE id = ?', id);
  });
}
