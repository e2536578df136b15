import type { StreamScope } from '../../core/run.ts';
import type { Identifier, RecordWrite, StoredEntity } from '../../platform/ports.ts';

export const parties: StreamScope = { tenant: 'acme', connection: 'main', stream: 'parties' };
export const entity = (
  id: string,
  identifiers: StoredEntity['identifiers'] = [],
  body: object = { name: id },
): StoredEntity => ({
  entity: 'party',
  id,
  digest: `digest of ${id}`,
  body,
  identifiers,
});
export const vat = (value: string): Identifier => ({ scheme: 'vat', value });
export const write = (
  key: string,
  revision: string,
  entities?: readonly StoredEntity[],
  basedOn?: string,
): RecordWrite => ({
  key,
  revision,
  rawDigest: `raw ${key} ${revision}`,
  outcome: revision === 'r1' ? 'created' : 'updated',
  ...(entities && { entities }),
  ...(basedOn !== undefined && { basedOn }),
});
