import type { Message } from '../ports.ts';
import type { Database, Row } from './database.ts';
import { bodyText } from './message-body.ts';

/** Writes the message (`topic` null: it goes straight to a queue) and gives the number it is kept under. */
export function insertMessage(
  db: Database,
  topic: string | null,
  message: Message,
  sentAt: number,
  body: string | Uint8Array = message.body,
): number {
  const row = db.get(
    'INSERT INTO message (topic, message_id, sent_at, attributes, body) VALUES (?, ?, ?, ?, ?) RETURNING id',
    topic,
    message.id,
    sentAt,
    JSON.stringify(message.attributes),
    body,
  );
  return Number(row?.['id']);
}

/** Makes the message visible in the queue. */
export function insertDelivery(db: Database, queue: string, message: number): void {
  db.run('INSERT INTO delivery (queue, message) VALUES (?, ?)', queue, message);
}

/** A row of `message` as the message that was sent. */
export function toMessage(row: Row): Message & { readonly sentAt: string } {
  return {
    id: String(row['message_id']),
    body: bodyText(row['body']),
    attributes: JSON.parse(String(row['attributes'])),
    sentAt: new Date(Number(row['sent_at'])).toISOString(),
  };
}
