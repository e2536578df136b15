import type { StreamScope } from '../../core/run.ts';
import type { Identifier, RecordState, RecordStore, StoredEntity, StoredRecord } from '../ports.ts';
import { decodeBody, encodeBody, encodeBodyAside, forgottenDigest } from '../record-body.ts';
import type { Database, Row } from './database.ts';
import { type RecordBodies, recordBodies } from './record-bodies.ts';
import { linesOf, planChanges, type RecordChange, type RecordRow } from './record-changes.ts';
import { blankLeftLines, removeRecords } from './record-removal.ts';

const rowColumns =
  'r.revision, r.raw_digest AS rawDigest, r.outcome, r.entities, r.body_id AS bodyId, r.body_index AS bodyIndex';

/**
 * The record store over SQLite: a small row per record, the bodies of its entities compressed per batch. Rows with bodies
 * in them cost two and a half times the CPU, and five times once there are hundreds of thousands.
 */
export function embeddedRecordStore(db: Database): RecordStore {
  const bodies = recordBodies(db);
  return {
    lookup: async (scope, keys) => {
      const scopeId = scopeIdOf(db, scope);
      if (scopeId === undefined) return keys.map(() => undefined);
      const rows = storedRows(db, scopeId, keys);
      return keys.map((key) => stateOf(rows.get(key)));
    },
    apply: async (scope, batchId, writes) => {
      const texts = linesOf(writes);
      const all = texts.filter((text) => text !== undefined);
      // Before the transaction, in which nothing can be waited for; nearly always all of it is written.
      const body = all.length === 0 ? undefined : await encodeBodyAside(all);
      return db.transaction(() => {
        const scopeId = scopeIdOf(db, scope) ?? addScope(db, scope);
        const keys = writes.map((write) => write.key);
        const { applied, changes, lines } = planChanges(storedRows(db, scopeId, keys), writes, texts);
        const live = [...changes.values()].filter((change) => change.replacement?.line !== undefined).length;
        const content = body !== undefined && lines.length === all.length ? body : encodeBody(lines);
        const bodyId = live === 0 ? null : bodies.add(batchId, content, live);
        for (const [key, change] of changes) store(db, { tenant: scope.tenant, scopeId, key, bodyId }, change);
        leaveOldBodies(db, bodies, scopeId, [...changes.values()], live);
        return applied;
      });
    },
    read: async (scope, key) => {
      const scopeId = scopeIdOf(db, scope);
      return scopeId === undefined ? undefined : readRecord(db, scope, scopeId, key);
    },
    byIdentifier: async (tenant, identifier) => byIdentifier(db, tenant, identifier),
    scan: async (scope, after, limit) => scan(db, bodies, scope, after, limit),
    remove: async (scope, keys) =>
      db.transaction(() => {
        const scopeId = scopeIdOf(db, scope);
        return scopeId === undefined ? 0 : removeRecords(db, bodies, scopeId, keys);
      }),
    scrub: async (scope) => {
      const scopeId = scopeIdOf(db, scope);
      return { blanked: scopeId === undefined ? 0 : await blankLeftLines(db, scopeId), left: 0 };
    },
    forgetDigests: async (scope) => {
      const sql = `UPDATE record SET raw_digest = ?1, entities = (
        SELECT json_group_array(json_array(e.value ->> 0, e.value ->> 1, ?1)) FROM json_each(record.entities) AS e) WHERE scope_id = ?2`;
      return db.run(sql, forgottenDigest, scopeIdOf(db, scope) ?? null);
    },
    streams: async (tenant) => streams(db, tenant),
  };
}

function streams(db: Database, tenant: string): Awaited<ReturnType<RecordStore['streams']>> {
  const sql =
    'SELECT connection, stream, records FROM scope WHERE tenant = ? AND records > 0 ORDER BY connection, stream';
  return db.all(sql, tenant).map((row) => ({
    tenant,
    connection: String(row['connection']),
    stream: String(row['stream']),
    records: Number(row['records']),
  }));
}

function scopeIdOf(db: Database, scope: StreamScope): number | undefined {
  const sql = 'SELECT id FROM scope WHERE tenant = ? AND connection = ? AND stream = ?';
  const row = db.get(sql, scope.tenant, scope.connection, scope.stream);
  return row && Number(row['id']);
}

function addScope(db: Database, scope: StreamScope): number {
  const sql = 'INSERT INTO scope (tenant, connection, stream) VALUES (?, ?, ?) RETURNING id';
  return Number(db.get(sql, scope.tenant, scope.connection, scope.stream)?.['id']);
}

function storedRows(db: Database, scopeId: number, keys: readonly string[]): Map<string, RecordRow> {
  const sql = `SELECT r.key, ${rowColumns} FROM json_each(?) AS k CROSS JOIN record AS r WHERE r.scope_id = ? AND r.key = k.value`;
  const rows = db.all(sql, JSON.stringify(keys), scopeId);
  return new Map(rows.map((row) => [String(row['key']), row as unknown as RecordRow]));
}

function stateOf(row: RecordRow | undefined): RecordState | undefined {
  if (!row) return undefined;
  const entities = JSON.parse(row.entities) as readonly (readonly [string, string, string])[];
  return {
    revision: row.revision,
    rawDigest: row.rawDigest,
    outcome: row.outcome,
    entities: entities.map(([entity, id, digest]) => ({ entity, id, digest })),
  };
}

type Place = {
  readonly tenant: string;
  readonly scopeId: number;
  readonly key: string;
  /** The new body of this batch. */
  readonly bodyId: number | null;
};

function store(db: Database, place: Place, change: RecordChange): void {
  const { before, after, replacement } = change;
  if (replacement === undefined && before !== undefined) {
    const sql = 'UPDATE record SET revision = ?, raw_digest = ?, outcome = ? WHERE scope_id = ? AND key = ?';
    db.run(sql, after.revision, after.rawDigest, after.outcome, place.scopeId, place.key);
    return;
  }
  const entities = replacement?.entities ?? [];
  const line = replacement?.line ?? null;
  db.run(
    'INSERT OR REPLACE INTO record (scope_id, key, revision, raw_digest, outcome, entities, body_id, body_index) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    place.scopeId,
    place.key,
    after.revision,
    after.rawDigest,
    after.outcome,
    JSON.stringify(entities.map(({ entity, id, digest }) => [entity, id, digest])),
    line === null ? null : place.bodyId,
    line,
  );
  storeIdentifiers(db, place, before !== undefined, entities);
}

function storeIdentifiers(db: Database, place: Place, known: boolean, entities: readonly StoredEntity[]): void {
  if (known) db.run('DELETE FROM identifier WHERE scope_id = ? AND key = ?', place.scopeId, place.key);
  const sql = 'INSERT OR IGNORE INTO identifier (tenant, scheme, value, scope_id, key) VALUES (?, ?, ?, ?, ?)';
  for (const { identifiers } of entities)
    for (const { scheme, value } of identifiers) db.run(sql, place.tenant, scheme, value, place.scopeId, place.key);
}

function leaveOldBodies(
  db: Database,
  bodies: RecordBodies,
  scopeId: number,
  changes: readonly RecordChange[],
  live: number,
): void {
  const left = new Map<number, number>();
  for (const { before, replacement } of changes) {
    if (before?.bodyId == null || replacement === undefined) continue;
    left.set(before.bodyId, (left.get(before.bodyId) ?? 0) + 1);
  }
  let leaving = 0;
  for (const [id, records] of left) {
    bodies.release(id, records);
    leaving += records;
  }
  if (live !== leaving) db.run('UPDATE scope SET records = records + ? WHERE id = ?', live - leaving, scopeId);
}

/** Row and body in one statement: a writer in another process may remove the body between two. */
function readRecord(db: Database, scope: StreamScope, scopeId: number, key: string): StoredRecord | undefined {
  const sql =
    'SELECT r.revision, r.body_index, b.content FROM record AS r LEFT JOIN record_body AS b ON b.id = r.body_id WHERE r.scope_id = ? AND r.key = ?';
  const row = db.get(sql, scopeId, key);
  return row && { ...scopeOnly(scope), key, revision: String(row['revision']), entities: entitiesIn(row) };
}

function entitiesIn(row: Row): readonly StoredEntity[] {
  if (row['content'] === null) return [];
  const line = decodeBody(row['content'] as Uint8Array)[Number(row['body_index'])];
  return JSON.parse(line ?? '[]') as readonly StoredEntity[];
}

const scopeOnly = ({ tenant, connection, stream }: StreamScope): StreamScope => ({ tenant, connection, stream });

function byIdentifier(db: Database, tenant: string, identifier: Identifier): readonly StoredRecord[] {
  const sql =
    'SELECT s.id, s.connection, s.stream, i.key FROM identifier AS i JOIN scope AS s ON s.id = i.scope_id WHERE i.tenant = ? AND i.scheme = ? AND i.value = ? ORDER BY s.connection, s.stream, i.key';
  return db.all(sql, tenant, identifier.scheme, identifier.value).flatMap((row) => {
    const scope = { tenant, connection: String(row['connection']), stream: String(row['stream']) };
    return readRecord(db, scope, Number(row['id']), String(row['key'])) ?? [];
  });
}

function scan(
  db: Database,
  bodies: RecordBodies,
  scope: StreamScope,
  after: string | undefined,
  limit: number,
): readonly StoredRecord[] {
  const scopeId = scopeIdOf(db, scope);
  if (scopeId === undefined) return [];
  const from = after === undefined ? '>=' : '>';
  const sql = `SELECT key, revision, body_id, body_index FROM record WHERE scope_id = ? AND key ${from} ? AND body_id IS NOT NULL ORDER BY key LIMIT ?`;
  return db.all(sql, scopeId, after ?? '', limit).flatMap((row) => {
    const key = String(row['key']);
    const entities = bodies.entities(Number(row['body_id']), Number(row['body_index']));
    if (entities) return { ...scopeOnly(scope), key, revision: String(row['revision']), entities };
    const moved = readRecord(db, scope, scopeId, key);
    return moved && moved.entities.length > 0 ? moved : [];
  });
}
