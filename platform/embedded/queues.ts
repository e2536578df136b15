import { TributaryError } from '../../core/errors.ts';
import { refusal } from '../message-limits.ts';
import type { Clock, Message, PublishResult, QueueCounts, QueueOptions, Queues, ReceivedMessage } from '../ports.ts';
import { demandQueueOptions } from '../queue-options.ts';
import { type ConsumeOptions, pollMs, type QueueAccess, startConsumer } from './consume.ts';
import type { Database, Row } from './database.ts';
import { insertDelivery, insertMessage, toMessage } from './message.ts';
import { redactMessages } from './redact-messages.ts';
import type { Wake } from './wake.ts';

export type EmbeddedQueues = Queues & {
  /**
   * Makes every message visible that is in flight (or was released with a delay) and says how many. Only for a worker that has just taken the directory's
   * lock: whoever received them is dead, and waiting for the timeouts would only delay the recovery.
   */
  releaseOrphans(): Promise<number>;
};

const deadLetters = (queue: string): string => `${queue}.dead`;

const missing = (queue: string): TributaryError =>
  new TributaryError('NotFound', {
    code: 'queue-missing',
    message: `There is no queue ${queue}: create it first, or look at \`tributary queues\` for the names.`,
  });

/** `<message>.<receive count>`: a later receive of the same message makes it stale. */
function parseReceipt(receipt: string): readonly [message: number, receiveCount: number] | undefined {
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(receipt);
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

function ensure(db: Database, queue: string, options: QueueOptions): void {
  demandQueueOptions(queue, options);
  const { visibilitySeconds, maxReceives } = options;
  const sql = `INSERT INTO queue (name, visibility_ms, max_receives) VALUES (?, ?, ?) ON CONFLICT (name)
    DO UPDATE SET visibility_ms = excluded.visibility_ms, max_receives = excluded.max_receives`;
  db.transaction(() => {
    db.run(sql, queue, Math.ceil(visibilitySeconds * 1000), maxReceives);
    db.run(sql, deadLetters(queue), Math.ceil(visibilitySeconds * 1000), null);
  });
}

/** Deliveries and subscriptions go with the queue; messages of topics stay in their history. */
function remove(db: Database, queue: string): void {
  db.transaction(() => {
    for (const name of [queue, deadLetters(queue)]) {
      db.run('DELETE FROM message WHERE topic IS NULL AND id IN (SELECT message FROM delivery WHERE queue = ?)', name);
      db.run('DELETE FROM queue WHERE name = ?', name);
    }
  });
}

function send(db: Database, queue: string, messages: readonly Message[], now: number): PublishResult {
  const failed: { index: number; reason: string }[] = [];
  db.transaction(() => {
    if (!db.get('SELECT 1 FROM queue WHERE name = ?', queue)) throw missing(queue);
    for (const [index, message] of messages.entries()) {
      const reason = refusal(message);
      if (reason === undefined) insertDelivery(db, queue, insertMessage(db, null, message, now));
      else failed.push({ index, reason });
    }
  });
  return { failed };
}

/** CROSS JOIN: the deliveries are the outer loop, in the order of their key, so that the oldest come first without a sort. */
const visibleSql = `
  SELECT d.message, d.receive_count, m.message_id, m.sent_at, m.attributes, m.body
  FROM delivery d CROSS JOIN message m ON m.id = d.message
  WHERE d.queue = ? AND d.visible_at <= ? ORDER BY d.message LIMIT ?`;

/** Hides one message and gives it out, or moves it to the dead letters when it was given out often enough. */
function takeOne(db: Database, queue: string, options: Row, row: Row, now: number): ReceivedMessage | undefined {
  const message = Number(row['message']);
  const receiveCount = Number(row['receive_count']) + 1;
  if (options['max_receives'] !== null && receiveCount > Number(options['max_receives'])) {
    const sql = 'UPDATE delivery SET queue = ?, visible_at = 0, receive_count = 0 WHERE queue = ? AND message = ?';
    db.run(sql, deadLetters(queue), queue, message);
    return undefined;
  }
  const hiddenUntil = now + Number(options['visibility_ms']);
  const sql = 'UPDATE delivery SET visible_at = ?, receive_count = ? WHERE queue = ? AND message = ?';
  db.run(sql, hiddenUntil, receiveCount, queue, message);
  return { ...toMessage(row), receipt: `${message}.${receiveCount}`, receiveCount };
}

function take(db: Database, queue: string, max: number, now: number): ReceivedMessage[] | undefined {
  // A read before the transaction: an idle poll takes no write lock.
  const sql = `SELECT visibility_ms, max_receives,
    EXISTS (SELECT 1 FROM delivery WHERE queue = ?1 AND visible_at <= ?2) AS ready FROM queue WHERE name = ?1`;
  const options = db.get(sql, queue, now);
  if (!options) return undefined;
  const taken: ReceivedMessage[] = [];
  if (!options['ready'] || max <= 0) return taken;
  db.transaction(() => {
    while (taken.length < max) {
      const rows = db.all(visibleSql, queue, now, max - taken.length);
      for (const row of rows) taken.push(...[takeOne(db, queue, options, row, now)].filter((one) => one !== undefined));
      if (rows.length === 0) break;
    }
  });
  return taken;
}

function acknowledge(db: Database, queue: string, receipts: readonly string[]): void {
  db.transaction(() => {
    for (const receipt of receipts) {
      const [message, count] = parseReceipt(receipt) ?? [0, 0];
      const sql = 'DELETE FROM delivery WHERE queue = ? AND message = ? AND receive_count = ?';
      if (db.run(sql, queue, message, count) > 0) db.run('DELETE FROM message WHERE id = ? AND topic IS NULL', message);
    }
  });
}

function release(db: Database, queue: string, receipts: readonly string[], visibleAt: number): void {
  db.transaction(() => {
    for (const receipt of receipts) {
      const [message, count] = parseReceipt(receipt) ?? [0, 0];
      const sql = 'UPDATE delivery SET visible_at = ? WHERE queue = ? AND message = ? AND receive_count = ?';
      db.run(sql, visibleAt, queue, message, count);
    }
  });
}

function counts(db: Database, now: number): QueueCounts[] {
  const sql = `
    SELECT q.name, count(d.message) AS total, count(d.message) FILTER (WHERE d.visible_at <= ?) AS visible,
      (SELECT m.sent_at FROM delivery o CROSS JOIN message m ON m.id = o.message
        WHERE o.queue = q.name ORDER BY o.message LIMIT 1) AS oldest
    FROM queue q LEFT JOIN delivery d ON d.queue = q.name GROUP BY q.name ORDER BY q.name`;
  return db.all(sql, now).map((row) => ({
    queue: String(row['name']),
    visible: Number(row['visible']),
    inFlight: Number(row['total']) - Number(row['visible']),
    ...(row['oldest'] === null ? {} : { oldestSentAt: new Date(Number(row['oldest'])).toISOString() }),
  }));
}

/** SQS's promises on SQLite: at least once, oldest first as far as possible, hidden while a receiver works. */
export function embeddedQueues(db: Database, clock: Clock, wake: Wake, options: ConsumeOptions): EmbeddedQueues {
  const now = (): number => clock.now().getTime();
  const access: QueueAccess = {
    take: (queue, max) => take(db, queue, max, now()),
    acknowledge: (queue, receipts) => acknowledge(db, queue, receipts),
    release: (queue, receipts, delayMs) => {
      release(db, queue, receipts, now() + delayMs);
      wake.notify(queue);
    },
  };
  return {
    ensure: async (queue, queueOptions) => ensure(db, queue, queueOptions),
    remove: async (queue) => remove(db, queue),
    send: async (queue, messages) => {
      const result = send(db, queue, messages, now());
      wake.notify(queue);
      return result;
    },
    receive: async (queue, max, waitMs, signal) => {
      for (const deadline = now() + waitMs; ; ) {
        if (signal?.aborted) return [];
        const messages = access.take(queue, max);
        if (!messages) throw missing(queue);
        const left = deadline - now();
        if (messages.length > 0 || left <= 0) return messages;
        await wake.wait(queue, Math.min(left, pollMs), signal);
      }
    },
    acknowledge: async (queue, receipts) => access.acknowledge(queue, receipts),
    release: async (queue, receipts, delayMs) => access.release(queue, receipts, delayMs),
    consume: (queue, handler, { batchSize }) => {
      if (!access.take(queue, 0)) throw missing(queue);
      return startConsumer({ ...options, access, clock, wake, queue, handler, batchSize });
    },
    counts: async () => counts(db, now()),
    redact: (edit, { dryRun }) => redactMessages(db, edit, dryRun),
    releaseOrphans: async () => db.run('UPDATE delivery SET visible_at = 0 WHERE visible_at > ?', now()),
  };
}
