import { TributaryError } from '../../core/errors.ts';
import { refusal } from '../message-limits.ts';
import type { AttributeFilter, Clock, Message, PublishResult, TopicSubscription, Topics } from '../ports.ts';
import type { Database, Row } from './database.ts';
import { insertDelivery, insertMessage, toMessage } from './message.ts';
import { packedBody } from './message-body.ts';
import type { Wake } from './wake.ts';

/** A published message in the order of publication. */
export type TopicMessage = Message & { readonly sequence: number; readonly sentAt: string };

export type EmbeddedTopics = Topics & {
  /** What was published lately, oldest first: the newest `last`, or else the first 100 `after` a sequence (from the start: 0). */
  history(topic: string, range?: { readonly last?: number; readonly after?: number }): Promise<readonly TopicMessage[]>;
  /** Forgets messages older than that, except those a queue still holds; says how many. */
  prune(before: Date): Promise<number>;
};

const historyPage = 100;
/** Short transactions, so that writers wait at most some milliseconds. */
const prunePage = 500;

/** SNS's rule: every attribute the filter names must be there, with one of its values. */
function passes(filter: AttributeFilter, attributes: Message['attributes']): boolean {
  return Object.entries(filter).every(([name, values]) => {
    const value = attributes[name];
    return value !== undefined && values.includes(value);
  });
}

const toSubscription = (row: Row): TopicSubscription => ({
  name: String(row['name']),
  topic: String(row['topic']),
  queue: String(row['queue']),
  filter: JSON.parse(String(row['filter'])),
});

function subscriptionsOf(db: Database, topic?: string): TopicSubscription[] {
  const rows =
    topic === undefined
      ? db.all('SELECT * FROM subscription ORDER BY name')
      : db.all('SELECT * FROM subscription WHERE topic = ? ORDER BY name', topic);
  return rows.map(toSubscription);
}

function subscribe(db: Database, { name, topic, queue, filter }: TopicSubscription): void {
  db.transaction(() => {
    if (!db.get('SELECT 1 FROM queue WHERE name = ?', queue))
      throw new TributaryError('NotFound', {
        code: 'queue-missing',
        message: `Subscription ${name} names the queue ${queue}, which does not exist: create it first.`,
      });
    db.run(
      `INSERT INTO subscription (name, topic, queue, filter) VALUES (?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET topic = excluded.topic, queue = excluded.queue, filter = excluded.filter`,
      name,
      topic,
      queue,
      JSON.stringify(filter),
    );
  });
}

type PackedMessage = { readonly message: Message; readonly body: string | Uint8Array };

function packed(messages: readonly Message[]): Promise<readonly PackedMessage[]> {
  return Promise.all(messages.map(async (message) => ({ message, body: await packedBody(message.body) })));
}

/** All accepted messages and their deliveries in one transaction. A queue that two subscriptions bind gets one delivery. */
function publish(
  db: Database,
  wake: Wake,
  topic: string,
  messages: readonly PackedMessage[],
  now: number,
): PublishResult {
  const failed: { index: number; reason: string }[] = [];
  const woken = new Set<string>();
  db.transaction(() => {
    const subscriptions = subscriptionsOf(db, topic);
    for (const [index, { message, body }] of messages.entries()) {
      const reason = refusal(message);
      if (reason !== undefined) {
        failed.push({ index, reason });
        continue;
      }
      const matching = subscriptions.filter(({ filter }) => passes(filter, message.attributes));
      const number = insertMessage(db, topic, message, now, body);
      for (const queue of new Set(matching.map((subscription) => subscription.queue))) {
        insertDelivery(db, queue, number);
        woken.add(queue);
      }
    }
  });
  for (const queue of woken) wake.notify(queue);
  return { failed };
}

function history(db: Database, topic: string, range: { last?: number; after?: number }): TopicMessage[] {
  const { last, after = 0 } = range;
  const sql = `SELECT * FROM message WHERE topic = ? AND id > ? ORDER BY id ${last === undefined ? 'ASC' : 'DESC'} LIMIT ?`;
  const rows = db.all(sql, topic, after, last ?? historyPage);
  if (last !== undefined) rows.reverse();
  return rows.map((row) => ({ ...toMessage(row), sequence: Number(row['id']) }));
}

/** Walks in the order of publication and stops at the first message that is young enough. */
function prune(db: Database, before: number): number {
  let removed = 0;
  for (let after = 0; ; ) {
    const page = db.all('SELECT id, sent_at FROM message WHERE id > ? ORDER BY id LIMIT ?', after, prunePage);
    const old = page.filter((row) => Number(row['sent_at']) < before);
    const last = Number(old.at(-1)?.['id'] ?? after);
    removed += db.run(
      `DELETE FROM message WHERE id > ? AND id <= ? AND sent_at < ?
       AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.message = message.id)`,
      after,
      last,
      before,
    );
    if (old.length < prunePage) return removed;
    after = last;
  }
}

/** Topics whose subscribers are queues of the same database. */
export function embeddedTopics(db: Database, clock: Clock, wake: Wake): EmbeddedTopics {
  return {
    publish: async (topic, messages) => publish(db, wake, topic, await packed(messages), clock.now().getTime()),
    subscribe: async (subscription) => subscribe(db, subscription),
    unsubscribe: async (name) => {
      db.run('DELETE FROM subscription WHERE name = ?', name);
    },
    subscriptions: async (topic) => subscriptionsOf(db, topic),
    history: async (topic, range = {}) => history(db, topic, range),
    prune: async (before) => prune(db, before.getTime()),
  };
}
