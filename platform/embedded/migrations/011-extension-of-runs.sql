-- The registration of the tenant's extension that a run is pinned to, beside that of its connector.

ALTER TABLE run ADD COLUMN extension INTEGER;
