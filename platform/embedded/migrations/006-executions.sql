-- Schedules, and the journal of the state machine's executions.

CREATE TABLE schedule (
  tenant      TEXT NOT NULL,
  name        TEXT NOT NULL,
  spec        TEXT NOT NULL,    -- JSON: every, or cron with its time zone
  next_at     INTEGER,          -- milliseconds since 1970; none: never again
  last_due_at INTEGER,
  PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX schedule_next ON schedule (next_at);

CREATE TABLE execution (
  number     INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  status     TEXT NOT NULL,
  input      TEXT NOT NULL, -- JSON
  output     TEXT,          -- JSON
  error      TEXT,          -- JSON
  started_at TEXT NOT NULL,
  ended_at   TEXT
) STRICT;
CREATE INDEX execution_running ON execution (number) WHERE status = 'running';

CREATE TABLE execution_event (
  execution INTEGER NOT NULL REFERENCES execution (number),
  number    INTEGER NOT NULL,
  at        TEXT NOT NULL,
  type      TEXT NOT NULL,
  state     TEXT,
  detail    TEXT, -- JSON
  PRIMARY KEY (execution, number)
) STRICT, WITHOUT ROWID;
