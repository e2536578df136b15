-- A body is stored once, however many queues it goes to. Ids are never used again: receipts are made of them.
CREATE TABLE message (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  topic TEXT, -- NULL: sent straight to one queue, and deleted with its delivery
  message_id TEXT NOT NULL,
  sent_at INTEGER NOT NULL, -- ms since 1970
  attributes TEXT NOT NULL, -- JSON object of strings
  body TEXT NOT NULL
);
CREATE INDEX message_by_topic ON message (topic, id) WHERE topic IS NOT NULL;

CREATE TABLE queue (
  name TEXT PRIMARY KEY,
  visibility_ms INTEGER NOT NULL,
  max_receives INTEGER -- NULL: dead letters, which are never moved on
) WITHOUT ROWID;

CREATE TABLE subscription (
  name TEXT PRIMARY KEY,
  topic TEXT NOT NULL,
  queue TEXT NOT NULL REFERENCES queue (name) ON DELETE CASCADE,
  filter TEXT NOT NULL -- JSON: attribute -> values that pass
) WITHOUT ROWID;
CREATE INDEX subscription_by_topic ON subscription (topic);
CREATE INDEX subscription_by_queue ON subscription (queue);

-- A message that waits in a queue; hidden while visible_at (ms since 1970) lies ahead. 0 before the first receive, so
-- that a clock that is set back hides nothing new.
CREATE TABLE delivery (
  queue TEXT NOT NULL REFERENCES queue (name) ON DELETE CASCADE,
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  visible_at INTEGER NOT NULL DEFAULT 0,
  receive_count INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (queue, message)
) WITHOUT ROWID;
CREATE INDEX delivery_by_message ON delivery (message);
