-- Queues whose messages the worker hands to the deliverer.
CREATE TABLE delivered_queue (
  queue TEXT PRIMARY KEY REFERENCES queue (name) ON DELETE CASCADE,
  concurrency INTEGER NOT NULL,
  running INTEGER NOT NULL
) WITHOUT ROWID;
