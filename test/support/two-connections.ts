import { join } from 'node:path';
import { entitySchemas } from '../../core/entities.ts';
import { TributaryError } from '../../core/errors.ts';
import { type Database, openDatabase } from '../../platform/embedded/database.ts';
import { embeddedDocuments } from '../../platform/embedded/documents.ts';
import { embeddedRecordStore } from '../../platform/embedded/record-store.ts';
import type { RecordWrite, StoredEntity } from '../../platform/ports.ts';
import { compareRecords } from '../../transformer/compare/compare.ts';
import type { CompareDeps, Question } from '../../transformer/compare/comparison.ts';
import { type ComparisonSummary, type Discrepancy, discrepancyKinds } from '../../transformer/compare/discrepancy.ts';
import { normaliseEntity } from '../../transformer/entities.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export type Compared = { readonly found: readonly Discrepancy[]; readonly summary: ComparisonSummary };

/** A store with two connections `l` and `r` whose connectors are not known, so that all fields count. */
export type TwoConnections = {
  readonly deps: CompareDeps;
  /** Stores an entity under its id, as the transformer would. */
  put(connection: 'l' | 'r', entity: string, id: string, body: object, stream?: string): Promise<void>;
  putMany(
    connection: 'l' | 'r',
    entity: string,
    bodies: readonly (readonly [id: string, body: object])[],
    stream?: string,
  ): Promise<void>;
  compare(entity: string, options?: Partial<Question>): Promise<Compared>;
  close(): void;
};

export function openTwoConnections(): TwoConnections {
  const directory = temporaryDirectory();
  const db: Database = openDatabase({ file: join(directory.path, 'tributary.db') });
  const records = embeddedRecordStore(db);
  const documents = embeddedDocuments(db);
  const blobs = { put: noBlobs, get: async () => undefined, delete: noBlobs, list: noBlobs };
  const compiler = async (): Promise<never> => {
    throw new TributaryError('NotFound', { code: 'stream-unknown', message: 'Nothing is registered here.' });
  };
  const deps: CompareDeps = { records, documents, blobs, compiler };
  let revision = 0;
  const putMany: TwoConnections['putMany'] = async (connection, entity, bodies, stream = entity) => {
    const writes = bodies.map(([id, given]): RecordWrite => {
      const { body, identifiers } = normaliseEntity(given as Readonly<Record<string, unknown>>);
      const entities: readonly StoredEntity[] = [{ entity, id, digest: id, body, identifiers }];
      return { key: id, revision: String(++revision).padStart(9, '0'), rawDigest: id, outcome: 'created', entities };
    });
    await records.apply({ tenant: 't', connection, stream }, `b${revision}`, writes);
  };
  return {
    deps,
    putMany,
    put: (connection, entity, id, body, stream) => putMany(connection, entity, [[id, body]], stream),
    compare: async (entity, options = {}) => {
      const comparing = compareRecords(deps, {
        ...{ tenant: 't', entity, schema: entitySchemas[entity] ?? {}, left: 'l', right: 'r' },
        ...{ kinds: discrepancyKinds, limit: Number.POSITIVE_INFINITY },
        ...options,
      });
      const found: Discrepancy[] = [];
      for (;;) {
        const step = await comparing.next();
        if (step.done) return { found, summary: step.value };
        found.push(step.value);
      }
    },
    close: () => {
      db.close();
      directory.remove();
    },
  };
}

function noBlobs(): never {
  throw new Error('A comparison reads no blob here.');
}
