-- What retention has left of an ended run: 0 all of it, 1 no raw batches any more, 2 no manifests, outcomes and continuations either.
ALTER TABLE run ADD COLUMN pruned INTEGER NOT NULL DEFAULT 0;
CREATE INDEX run_to_prune ON run (pruned, ended_at) WHERE ended_at IS NOT NULL;

-- The number after which runs of a connection begin (connection '': of all that have no run yet), raised by a restore.
CREATE TABLE run_floor (
  tenant     TEXT NOT NULL,
  connection TEXT NOT NULL,
  run        INTEGER NOT NULL,
  PRIMARY KEY (tenant, connection)
) STRICT, WITHOUT ROWID;

-- Digest of a raw batch that was rewritten without what was erased from it; it passes for the declared one.
ALTER TABLE manifest ADD COLUMN rewritten TEXT;
