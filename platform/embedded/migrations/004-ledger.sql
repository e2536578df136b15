-- The ledger: what was declared, how far extraction is, what became of it, and the watermarks that follow from it.

CREATE TABLE run (
  id           INTEGER PRIMARY KEY,
  tenant       TEXT NOT NULL,
  connection   TEXT NOT NULL,
  run          INTEGER NOT NULL,
  status       TEXT NOT NULL,
  trigger      TEXT NOT NULL,
  connector    TEXT NOT NULL,
  registration INTEGER NOT NULL,
  mode         TEXT NOT NULL,
  streams      TEXT NOT NULL, -- JSON
  executions   TEXT NOT NULL, -- JSON
  lease        TEXT NOT NULL, -- with its token, the fence of the last execution
  lease_token  INTEGER NOT NULL,
  started_at   TEXT NOT NULL,
  ended_at     TEXT,
  results      TEXT,          -- JSON
  error        TEXT,          -- JSON
  UNIQUE (tenant, connection, run)
) STRICT;
CREATE INDEX run_by_time ON run (tenant, started_at, run);
CREATE UNIQUE INDEX run_open ON run (tenant, connection) WHERE status = 'running';

CREATE TABLE manifest (
  run_id       INTEGER NOT NULL REFERENCES run (id),
  stream       TEXT NOT NULL,
  batch        INTEGER NOT NULL,
  id           TEXT NOT NULL,
  count        INTEGER NOT NULL,
  digest       TEXT NOT NULL,
  blob         TEXT NOT NULL,
  bytes        INTEGER NOT NULL,
  declared_at  TEXT NOT NULL,
  published_at TEXT,
  publishes    INTEGER NOT NULL,
  PRIMARY KEY (run_id, stream, batch)
) STRICT, WITHOUT ROWID;

CREATE TABLE continuation (
  run_id INTEGER NOT NULL REFERENCES run (id),
  stream TEXT NOT NULL,
  state  TEXT NOT NULL, -- JSON
  PRIMARY KEY (run_id, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE outcome (
  run_id              INTEGER NOT NULL REFERENCES run (id),
  stream              TEXT NOT NULL,
  batch_id            TEXT NOT NULL,
  outcomes            TEXT NOT NULL,
  events              INTEGER NOT NULL,
  events_acknowledged INTEGER NOT NULL,
  at                  TEXT NOT NULL,
  PRIMARY KEY (run_id, stream, batch_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE watermark (
  tenant     TEXT NOT NULL,
  connection TEXT NOT NULL,
  stream     TEXT NOT NULL,
  value      TEXT NOT NULL,
  run        INTEGER NOT NULL, -- that moved it
  moved_at   TEXT NOT NULL,
  PRIMARY KEY (tenant, connection, stream)
) STRICT, WITHOUT ROWID;
