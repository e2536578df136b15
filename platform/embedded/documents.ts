import type { Document, Documents } from '../ports.ts';
import type { Database, Row } from './database.ts';

const toDocument = (row: Row): Document => ({
  id: String(row['id']),
  value: JSON.parse(String(row['value'])),
  version: Number(row['version']),
});

/** Ids that start with `prefix` as a range of the key, which the index answers: char(1114111) sorts after every other character. */
const withPrefix = `tenant = ?1 AND collection = ?2 AND id >= ?3 AND id < ?3 || char(1114111)`;

const insertSql = 'INSERT INTO document (tenant, collection, id, value, version) VALUES (?, ?, ?, ?, 1)';
const updateSql =
  'UPDATE document SET value = ?, version = version + 1 WHERE tenant = ? AND collection = ? AND id = ? AND version = ?';

/** Documents in one table; a version counts the writes of a document since it was created. */
export function embeddedDocuments(db: Database): Documents {
  return {
    get: async (tenant, collection, id) => {
      const sql = 'SELECT id, value, version FROM document WHERE tenant = ? AND collection = ? AND id = ?';
      const row = db.get(sql, tenant, collection, id);
      return row && toDocument(row);
    },
    put: async (tenant, collection, id, value, ifVersion) => {
      const key = [tenant, collection, id];
      const text = JSON.stringify(value);
      if (ifVersion === undefined)
        return (
          db.run(`${insertSql} ON CONFLICT DO UPDATE SET value = excluded.value, version = version + 1`, ...key, text) >
          0
        );
      if (ifVersion === 0) return db.run(`${insertSql} ON CONFLICT DO NOTHING`, ...key, text) > 0;
      return db.run(updateSql, text, ...key, ifVersion) > 0;
    },
    delete: async (tenant, collection, id) => {
      db.run('DELETE FROM document WHERE tenant = ? AND collection = ? AND id = ?', tenant, collection, id);
    },
    list: async (tenant, collection, { prefix = '', after, limit = -1 } = {}) => {
      const sql = `SELECT id, value, version FROM document WHERE ${withPrefix} AND (?4 IS NULL OR id > ?4) ORDER BY id LIMIT ?5`;
      return db.all(sql, tenant, collection, prefix, after ?? null, limit).map(toDocument);
    },
    count: async (tenant, collection, prefix = '') => {
      const row = db.get(`SELECT count(*) AS count FROM document WHERE ${withPrefix}`, tenant, collection, prefix);
      return Number(row?.['count']);
    },
    tenants: async (collection) => {
      const sql = 'SELECT DISTINCT tenant FROM document WHERE collection = ? ORDER BY tenant';
      return db.all(sql, collection).map((row) => String(row['tenant']));
    },
  };
}
