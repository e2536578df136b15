import type { RecordStore } from '../ports.ts';
import type { AwsBlobs } from './blobs.ts';
import { forgetDigests } from './forget-digests.ts';
import { applyWrites } from './record-apply.ts';
import { recordBodies } from './record-bodies.ts';
import { findByIdentifier } from './record-identifiers.ts';
import { recordSortKey } from './record-keys.ts';
import { findRows } from './record-lookup.ts';
import { rowSource } from './record-queries.ts';
import { readRecord, scanRecords } from './record-reads.ts';
import { removeRecords, scrubBodies } from './record-removal.ts';
import { stateIn } from './record-rows.ts';
import { streamCounts } from './stream-counts.ts';
import type { Table } from './table.ts';

/**
 * The record store over DynamoDB and S3: a small row per record (record-rows.ts), the bodies of its entities compressed
 * together per apply (record-bodies.ts), a row per identifier (record-identifiers.ts) and one per stream
 * (stream-counts.ts). Rows in which the bodies stand would cost a write unit per kilobyte, and be read a few at a time.
 */
export function awsRecordStore(table: Table, blobs: AwsBlobs): RecordStore {
  const places = { table, bodies: recordBodies(blobs), counts: streamCounts(table) };
  return {
    lookup: async (scope, keys, { mayLag = false } = {}) => {
      const sortKeys = keys.map(recordSortKey);
      const rows = await findRows(sortKeys, rowSource(table, scope, { consistent: !mayLag }));
      return sortKeys.map((sk) => {
        const row = rows.get(sk);
        return row && stateIn(row);
      });
    },
    apply: async (scope, batchId, writes) => applyWrites(places, scope, batchId, writes),
    read: async (scope, key) => readRecord(places, scope, recordSortKey(key)),
    byIdentifier: async (tenant, identifier) => findByIdentifier(places, tenant, identifier),
    scan: async (scope, after, limit) => scanRecords(places, scope, after, limit),
    remove: (scope, keys) => removeRecords(places, scope, keys),
    scrub: (scope, quietSince) => scrubBodies({ table, blobs }, scope, quietSince),
    forgetDigests: (scope) => forgetDigests(table, scope),
    streams: places.counts.list,
  };
}
