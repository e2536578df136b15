import { createHmac, randomBytes } from 'node:crypto';
import { TributaryError } from '../core/errors.ts';
import type { Documents, Identifier } from './ports.ts';

/** Who was erased, as far as it may be known: nothing of it tells who that was. */
export type Erasure = {
  readonly id: string;
  readonly at: string;
  /** Only of this connection; absent: of all that the tenant has or will have. */
  readonly connection?: string;
  readonly hashes: readonly string[];
};

/** Whether what is read was erased. */
export type Erasures = {
  record(connection: string, stream: string, key: string): boolean;
  identifier(connection: string, identifier: Identifier): boolean;
  /** Of a party or employee, by the id that others refer to it with. */
  entity(connection: string, id: string): boolean;
};

/** Makes hashes with the tenant's key; without it they cannot be told from numbers drawn at random. */
export type ErasureHashes = {
  record(connection: string, stream: string, key: string): string;
  /** `connection` '' where it holds for all of them. */
  identifier(connection: string, identifier: Identifier): string;
  entity(connection: string, id: string): string;
};

const collection = 'erasures';
/** Beside the erasures themselves: a stamp that changes with them (small: every batch reads it), and all hashes together. */
const sets = 'erasure-sets';
const [stampId, setId] = ['stamp', 'set'];

type Stamp = { readonly stamp: string; readonly key: string };
type StoredSet = { readonly stamp: string; readonly hashes: readonly string[] };

/** 96 bits; thousands of them fit into one row of DynamoDB. */
const hashLetters = 16;
const mostHashes = 20_000;

function hashesWith(key: string): ErasureHashes {
  const hash = (...parts: readonly string[]): string =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url').slice(0, hashLetters);
  return {
    record: (connection, stream, recordKey) => hash('record', connection, stream, recordKey),
    identifier: (connection, { scheme, value }) => hash('identifier', connection, scheme, value),
    entity: (connection, id) => hash('entity', connection, id),
  };
}

/** Sets that this process has read, by their stamp: almost always there is none, and where there is one it seldom changes. */
const known = new Map<string, Erasures>();
const mostKnown = 100;

/** What was erased of a tenant; undefined where nothing was, which costs one small read. */
export async function readErasures(documents: Documents, tenant: string): Promise<Erasures | undefined> {
  const stamped = (await documents.get(tenant, sets, stampId))?.value as Stamp | undefined;
  if (stamped === undefined) return undefined;
  const cached = known.get(stamped.stamp);
  if (cached) return cached;
  const stored = (await documents.get(tenant, sets, setId))?.value as StoredSet | undefined;
  const erasures = erasuresOf(hashesWith(stamped.key), new Set(stored?.hashes ?? []));
  if (known.size >= mostKnown) known.clear();
  // Only under the stamp it was written with: the two documents are not written in one step.
  if (stored?.stamp === stamped.stamp) known.set(stamped.stamp, erasures);
  return erasures;
}

function erasuresOf(hashes: ErasureHashes, set: ReadonlySet<string>): Erasures {
  return {
    record: (connection, stream, key) => set.has(hashes.record(connection, stream, key)),
    identifier: (connection, identifier) =>
      set.has(hashes.identifier('', identifier)) || set.has(hashes.identifier(connection, identifier)),
    entity: (connection, id) => set.has(hashes.entity(connection, id)),
  };
}

/** The tenant's hashes; makes its key the first time. */
export async function erasureHashes(documents: Documents, tenant: string): Promise<ErasureHashes> {
  return hashesWith((await stampOf(documents, tenant)).key);
}

async function stampOf(documents: Documents, tenant: string): Promise<Stamp> {
  const fresh: Stamp = { stamp: randomBytes(12).toString('base64url'), key: randomBytes(32).toString('base64url') };
  await documents.put(tenant, sets, stampId, fresh, 0);
  return ((await documents.get(tenant, sets, stampId))?.value as Stamp | undefined) ?? fresh;
}

/** Keeps an erasure, before anything is removed: what is read from then on is not stored again. */
export async function putErasure(documents: Documents, tenant: string, erasure: Erasure): Promise<void> {
  await documents.put(tenant, collection, erasure.id, erasure);
  await renewSet(documents, tenant);
}

export async function removeErasure(documents: Documents, tenant: string, id: string): Promise<void> {
  await documents.delete(tenant, collection, id);
  await renewSet(documents, tenant);
}

export async function listErasures(documents: Documents, tenant: string): Promise<readonly Erasure[]> {
  return (await documents.list(tenant, collection)).map(({ value }) => value as Erasure);
}

/** The set first and then its stamp: whoever reads the new stamp finds the new set. */
async function renewSet(documents: Documents, tenant: string): Promise<void> {
  const hashes = [...new Set((await listErasures(documents, tenant)).flatMap((erasure) => erasure.hashes))];
  if (hashes.length > mostHashes) {
    const message = `Tenant ${tenant} has ${hashes.length} hashes of erased records; ${mostHashes} are the most that can be kept. Lift erasures of those that their ERP no longer has.`;
    throw new TributaryError('InvalidInput', { code: 'too-many-erasures', message });
  }
  const { key } = await stampOf(documents, tenant);
  const stamp = randomBytes(12).toString('base64url');
  await documents.put(tenant, sets, setId, { stamp, hashes } satisfies StoredSet);
  await documents.put(tenant, sets, stampId, { stamp, key } satisfies Stamp);
}
