import type { S3Client } from '@aws-sdk/client-s3';
import type { Clock, Ledger } from '../../ports.ts';
import { nothingPruned } from '../../pruning.ts';
import type { Retention } from '../../removal-ports.ts';
import { awsBlobs } from '../blobs.ts';
import type { Table } from '../table.ts';
import { pruneBodies } from './prune-bodies.ts';
import { pruneLedger, pruneRaw, pruneRuns } from './prune-runs.ts';

export type RetentionPlaces = {
  readonly table: Table;
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'manifests' | 'outcomes'>;
  readonly s3: S3Client;
  readonly bucket: string;
};

/**
 * Retention over DynamoDB and S3. Access tokens and requests of rate budgets go by the table's time to live, executions
 * after 90 days and dead letters after 14 by AWS itself, and topics keep nothing.
 */
export function awsRetention({ table, clock, ledger, s3, bucket }: RetentionPlaces): Retention {
  const { delete: deleteBlob, objects: listBlobs } = awsBlobs(s3, bucket);
  const runs = { table, clock, ledger, deleteBlob };
  const bodies = { table, deleteBlob, listBlobs };
  return {
    // Rows and objects that are deleted or replaced are gone; what point-in-time recovery keeps expires (docs/retention.md).
    compact: async () => undefined,
    prune: async (kind, request) => {
      switch (kind) {
        case 'raw':
          return pruneRaw(runs, request);
        case 'ledger':
          return pruneLedger(runs, request);
        case 'runs':
          return pruneRuns(runs, request);
        case 'bodies':
          return pruneBodies(bodies, request);
        case 'events':
        case 'journals':
        case 'tokens':
        case 'dead-letters':
          return nothingPruned;
      }
    },
  };
}
