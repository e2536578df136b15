import { type AttributeFilter, passes } from '../../core/attribute-filter.ts';
import { TributaryError } from '../../core/errors.ts';
import { demandFilter } from '../demand-filter.ts';
import { refusal } from '../message-limits.ts';
import type { Clock, Message, PublishResult, TopicSubscription, Topics } from '../ports.ts';
import type { Database, Row } from './database.ts';
import { insertDelivery, insertMessage, toMessage } from './message.ts';
import { packedBody } from './message-body.ts';
import type { Wake } from './wake.ts';

/** A published message in the order of publication. */
export type TopicMessage = Message & { readonly sequence: number; readonly sentAt: string };

type HistoryRange =
  | { readonly last?: undefined; readonly after?: number }
  | { readonly last: number; readonly tenant?: string };

export type EmbeddedTopics = Topics & {
  /**
   * What was published lately, oldest first: the newest `last` (of one tenant, if told), or else the first 100 `after` a
   * sequence (from the start: 0).
   */
  history(topic: string, range?: HistoryRange): Promise<readonly TopicMessage[]>;
};

const historyPage = 100;

const toSubscription = (row: Row): TopicSubscription => ({
  name: String(row['name']),
  topic: String(row['topic']),
  queue: String(row['queue']),
  filter: JSON.parse(String(row['filter'])) as AttributeFilter,
});

function subscriptionsOf(db: Database, topic?: string): TopicSubscription[] {
  const rows =
    topic === undefined
      ? db.all('SELECT * FROM subscription ORDER BY name')
      : db.all('SELECT * FROM subscription WHERE topic = ? ORDER BY name', topic);
  return rows.map(toSubscription);
}

function subscribe(db: Database, { name, topic, queue, filter }: TopicSubscription): void {
  demandFilter(name, filter);
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

function history(db: Database, topic: string, range: HistoryRange): readonly TopicMessage[] {
  const rows =
    range.last === undefined
      ? db.all(
          'SELECT * FROM message WHERE topic = ? AND id > ? ORDER BY id LIMIT ?',
          topic,
          range.after ?? 0,
          historyPage,
        )
      : latestRows(db, topic, range.last, range.tenant).reverse();
  return rows.map((row) => ({ ...toMessage(row), sequence: Number(row['id']) }));
}

/** Newest first. Without a tenant no attribute need be read. */
function latestRows(db: Database, topic: string, last: number, tenant: string | undefined): Row[] {
  if (tenant === undefined)
    return db.all('SELECT * FROM message WHERE topic = ? ORDER BY id DESC LIMIT ?', topic, last);
  const sql = `SELECT * FROM message WHERE topic = ? AND json_extract(attributes, '$.tenant') = ? ORDER BY id DESC LIMIT ?`;
  return db.all(sql, topic, tenant, last);
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
  };
}
