import { digest } from '../../core/digest.ts';
import type { Document, Documents } from '../ports.ts';
import { eachAtMost } from './each-at-most.ts';
import { pack, unpack } from './packed.ts';
import { countRows, getRow, type Key, keyOf, queryRows, type Row, startingWith } from './rows.ts';
import type { Table } from './table.ts';
import { deleteRow, putRow, updateRow } from './writes.ts';

/** A sort key has at most 1,024 bytes. */
const mostIdBytes = 1_000;
/** Calls at the same time while looking through tenants. */
const atOnce = 16;

const partition = (tenant: string, collection: string): string => keyOf('D', tenant, collection);
const tenantsOf = (collection: string): string => keyOf('DT', collection);

/** Longer ids end in a digest: they stand where their beginning belongs, and no two of them are the same. */
function sortKey(id: string): string {
  const bytes = Buffer.from(id);
  if (bytes.length <= mostIdBytes) return id;
  const beginning = bytes
    .subarray(0, mostIdBytes - 100)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
  return `${beginning}~${digest(id)}`;
}

const toDocument = (row: Row): Document => ({
  id: String(row['id'] ?? row['sk']),
  value: unpack(row),
  version: Number(row['version']),
});

/** Documents as rows of a partition per tenant and collection; a version counts the writes of a document since it was created. */
export function awsDocuments(table: Table): Documents {
  const noteTenant = tenantNotes(table);
  const keyOfDocument = (tenant: string, collection: string, id: string): Key => ({
    pk: partition(tenant, collection),
    sk: sortKey(id),
  });
  return {
    get: async (tenant, collection, id) => {
      const row = await getRow(table, keyOfDocument(tenant, collection, id));
      return row && toDocument(row);
    },
    put: async (tenant, collection, id, value, ifVersion) => {
      const packed = pack(`Document ${id} of collection ${collection} (tenant ${tenant})`, value);
      await noteTenant(tenant, collection);
      return putDocument(table, keyOfDocument(tenant, collection, id), id, packed, ifVersion);
    },
    delete: async (tenant, collection, id) => {
      await deleteRow(table, `deleting document ${id} of ${collection}`, keyOfDocument(tenant, collection, id));
    },
    list: async (tenant, collection, { prefix = '', after, limit } = {}) => {
      const from = after === undefined ? undefined : sortKey(after);
      const range = startingWith(partition(tenant, collection), prefix, from);
      return (await queryRows(table, range, limit)).map(toDocument);
    },
    count: (tenant, collection, prefix = '') => countRows(table, startingWith(partition(tenant, collection), prefix)),
    tenants: (collection) => tenantsWithDocuments(table, collection),
  };
}

async function putDocument(
  table: Table,
  key: Key,
  id: string,
  packed: string | Uint8Array,
  ifVersion: number | undefined,
): Promise<boolean> {
  const condition = ifVersion === 0 ? 'attribute_not_exists(pk)' : ifVersion !== undefined && 'version = :expected';
  const written = await updateRow(table, `writing document ${id}`, {
    key,
    change: `SET #value = :value, version = if_not_exists(version, :none) + :one${id === key.sk ? '' : ', id = :id'}`,
    ...(condition !== false && { condition }),
    names: { '#value': 'value' },
    values: {
      ...{ ':value': packed, ':none': 0, ':one': 1 },
      ...(ifVersion !== undefined && ifVersion !== 0 && { ':expected': ifVersion }),
      ...(id !== key.sk && { ':id': id }),
    },
  });
  return written !== undefined;
}

/** Notes that a tenant has documents in a collection: before the first of them, and once per process. */
function tenantNotes(table: Table): (tenant: string, collection: string) => Promise<void> {
  const noted = new Set<string>();
  return async (tenant, collection) => {
    const name = partition(tenant, collection);
    if (noted.has(name)) return;
    await putRow(table, `noting tenant ${tenant} in ${collection}`, { pk: tenantsOf(collection), sk: tenant });
    noted.add(name);
  };
}

/** A note stays when the last document goes, because another process may remember that it is there. */
async function tenantsWithDocuments(table: Table, collection: string): Promise<readonly string[]> {
  const noted = (await queryRows(table, { pk: tenantsOf(collection) })).map((row) => String(row['sk']));
  const found = new Set<string>();
  await eachAtMost(atOnce, noted, async (tenant) => {
    const documents = await queryRows(table, { pk: partition(tenant, collection) }, 1);
    if (documents.length > 0) found.add(tenant);
  });
  return noted.filter((tenant) => found.has(tenant));
}
