-- Who may work, how often an ERP may be asked, and its access tokens. All times in milliseconds since 1970.

-- A row stays after its release, so that the fence tokens of a lease only grow.
CREATE TABLE lease (
  name       TEXT PRIMARY KEY,
  token      INTEGER NOT NULL,
  holder     TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE budget (
  id           INTEGER PRIMARY KEY,
  name         TEXT NOT NULL UNIQUE,
  taken        INTEGER NOT NULL DEFAULT 0, -- requests so far
  paused_until INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The last requests of each budget, at most as many as it allows in a window.
CREATE TABLE budget_take (
  budget_id INTEGER NOT NULL REFERENCES budget (id),
  number    INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  PRIMARY KEY (budget_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE access_token (
  name             TEXT PRIMARY KEY,
  sealed           TEXT,              -- encrypted; none before the first refresh
  expires_at       INTEGER NOT NULL DEFAULT 0,
  attempt          INTEGER NOT NULL DEFAULT 0, -- counts refreshes; only the newest one may store its token
  refreshing_until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
