-- The record store: small rows that decide what is new, and the bodies of their entities compressed per batch.

CREATE TABLE scope (
  id         INTEGER PRIMARY KEY,
  tenant     TEXT NOT NULL,
  connection TEXT NOT NULL,
  stream     TEXT NOT NULL,
  records    INTEGER NOT NULL DEFAULT 0, -- how many have entities
  UNIQUE (tenant, connection, stream)
) STRICT;

CREATE TABLE record (
  scope_id   INTEGER NOT NULL,
  key        TEXT NOT NULL,
  revision   TEXT NOT NULL,
  raw_digest TEXT NOT NULL,
  outcome    TEXT NOT NULL,
  entities   TEXT NOT NULL, -- JSON: [[entity, id, digest], …]
  body_id    INTEGER,       -- none: the record has no entities
  body_index INTEGER,       -- line of the body
  PRIMARY KEY (scope_id, key)
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: an id never returns, so a reader may keep what it read under that id.
CREATE TABLE record_body (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  batch_id TEXT NOT NULL,
  live     INTEGER NOT NULL, -- records that still point here; the body goes with the last
  content  BLOB NOT NULL     -- zstd, one line of JSON per record: its list of entities
) STRICT;

CREATE TABLE identifier (
  tenant   TEXT NOT NULL,
  scheme   TEXT NOT NULL,
  value    TEXT NOT NULL,
  scope_id INTEGER NOT NULL,
  key      TEXT NOT NULL,
  PRIMARY KEY (tenant, scheme, value, scope_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX identifier_of_record ON identifier (scope_id, key);
