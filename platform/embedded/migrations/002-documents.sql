CREATE TABLE document (
  tenant TEXT NOT NULL,
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  value TEXT NOT NULL, -- JSON
  PRIMARY KEY (tenant, collection, id)
);
-- "Which tenants have any?", asked by the worker at each start.
CREATE INDEX document_by_collection ON document (collection, tenant);
