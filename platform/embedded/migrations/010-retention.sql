-- What retention has left of an ended run: 0 all of it, 1 no raw batches any more, 2 no manifests, outcomes and continuations either.
ALTER TABLE run ADD COLUMN pruned INTEGER NOT NULL DEFAULT 0;
CREATE INDEX run_to_prune ON run (pruned, ended_at) WHERE ended_at IS NOT NULL;

-- No run begins with a smaller number than one more than this; one row at most, raised by a restore.
CREATE TABLE run_floor (
  id  INTEGER PRIMARY KEY CHECK (id = 1),
  run INTEGER NOT NULL
) STRICT;

-- Digest of a raw batch that was rewritten without what was erased from it; it passes for the declared one.
ALTER TABLE manifest ADD COLUMN rewritten TEXT;
