import { TributaryError } from '../../core/errors.ts';
import { keyPath } from '../../core/key-path.ts';
import type { StreamScope } from '../../core/run.ts';
import type { Documents } from '../../platform/ports.ts';

/** A record that could not be processed, as it waits for an operator. */
export type QuarantinedRecord = StreamScope & {
  readonly key: string;
  readonly connector: string;
  readonly run: number;
  readonly batch: number;
  readonly index: number;
  readonly batchId: string;
  /** Key of the raw batch in the blob store. */
  readonly rawRef: string;
  readonly revision: string;
  readonly mappingVersion: number;
  /** kebab-case: source-schema, mapping, entity-schema, entity-too-large. */
  readonly code: string;
  readonly reason: string;
  /** The record as the ERP sent it. */
  readonly text: string;
  readonly at: string;
};

const collection = 'quarantine';

/** One place per record: a newer refusal of the same key replaces the older. */
export function quarantineId(scope: Omit<StreamScope, 'tenant'>, key: string): string {
  return `${keyPath(scope.connection, scope.stream)}/${key}`;
}

/** Keeps the newest refusal of a record: one that arrives late changes nothing. */
export async function putQuarantined(documents: Documents, record: QuarantinedRecord): Promise<void> {
  const stored = await findQuarantined(documents, record);
  if (stored && stored.revision > record.revision) return;
  await documents.put(record.tenant, collection, quarantineId(record, record.key), record);
}

/** Lets go of a refused record once a newer version of it, or itself, went through. */
export async function releaseQuarantined(
  documents: Documents,
  scope: StreamScope,
  key: string,
  revision: string,
): Promise<void> {
  const stored = await findQuarantined(documents, { ...scope, key });
  if (stored && stored.revision <= revision) await deleteQuarantined(documents, scope, key);
}

export async function deleteQuarantined(documents: Documents, scope: StreamScope, key: string): Promise<void> {
  await documents.delete(scope.tenant, collection, quarantineId(scope, key));
}

/** Throws NotFound. */
export async function getQuarantined(documents: Documents, tenant: string, id: string): Promise<QuarantinedRecord> {
  const document = await documents.get(tenant, collection, id);
  if (document) return document.value as QuarantinedRecord;
  const message = `Nothing with the id "${id}" is in quarantine: "tributary quarantine list" shows what is.`;
  throw new TributaryError('NotFound', { code: 'quarantine-unknown', message });
}

/** What is in quarantine under the key of the record by now: it, a newer refusal, or nothing any more. */
export async function findQuarantined(
  documents: Documents,
  { key, ...scope }: StreamScope & { readonly key: string },
): Promise<QuarantinedRecord | undefined> {
  const document = await documents.get(scope.tenant, collection, quarantineId(scope, key));
  return document?.value as QuarantinedRecord | undefined;
}

/** In id order (connection, stream, key); a page of at most `limit` after the id `after`. */
export async function listQuarantined(
  documents: Documents,
  tenant: string,
  options: { readonly prefix?: string; readonly after?: string; readonly limit?: number } = {},
): Promise<readonly { readonly id: string; readonly record: QuarantinedRecord }[]> {
  const page = await documents.list(tenant, collection, options);
  return page.map((document) => ({ id: document.id, record: document.value as QuarantinedRecord }));
}

/** More keys than these are not listed: with so many in quarantine every record of the stream is looked up. */
const listedKeys = 50;

/** Which keys of a stream are in quarantine, as far as they can be told at little cost. */
export type WaitingKeys = { readonly any: boolean; has(key: string): boolean };

/** Of a replay, whose records all are in quarantine; and where there are too many to list. */
export const allWaiting: WaitingKeys = { any: true, has: () => true };

/** One small read for each batch: almost always there is nothing. */
export async function waitingKeys(documents: Documents, scope: StreamScope): Promise<WaitingKeys> {
  const prefix = quarantineId(scope, '');
  const page = await documents.list(scope.tenant, collection, { prefix, limit: listedKeys + 1 });
  if (page.length > listedKeys) return allWaiting;
  const keys = new Set(page.map(({ id }) => id.slice(prefix.length)));
  return { any: keys.size > 0, has: (key) => keys.has(key) };
}

/** Records in quarantine: of a stream, a connection, or the tenant. */
export async function countQuarantined(
  documents: Documents,
  scope: { readonly tenant: string; readonly connection?: string; readonly stream?: string },
): Promise<number> {
  const parts = [scope.connection, scope.stream].filter((part) => part !== undefined);
  return documents.count(scope.tenant, collection, parts.map((part) => `${part}/`).join(''));
}
