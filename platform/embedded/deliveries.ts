import type { Deliveries } from '../ports.ts';
import type { Database } from './database.ts';

/** A list in the database, which the worker goes by (infra/deliverers.ts): it may run in another process. */
export function embeddedDeliveries(db: Database): Deliveries {
  return {
    start: async (queue, { concurrency }) => {
      const sql = `INSERT INTO delivered_queue (queue, concurrency, running) VALUES (?, ?, 1)
        ON CONFLICT (queue) DO UPDATE SET concurrency = excluded.concurrency, running = 1`;
      db.run(sql, queue, concurrency);
    },
    pause: async (queue) => {
      db.run('UPDATE delivered_queue SET running = 0 WHERE queue = ?', queue);
    },
    remove: async (queue) => {
      db.run('DELETE FROM delivered_queue WHERE queue = ?', queue);
    },
    list: async () =>
      db.all('SELECT * FROM delivered_queue ORDER BY queue').map((row) => ({
        queue: String(row['queue']),
        concurrency: Number(row['concurrency']),
        running: Number(row['running']) === 1,
      })),
  };
}
