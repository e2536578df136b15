import type { AwsBlobs } from '../../platform/aws/blobs.ts';
import { awsRecordStore } from '../../platform/aws/record-store.ts';
import type { Table } from '../../platform/aws/table.ts';
import type { RecordStore } from '../../platform/ports.ts';
import { freshBucket } from './aws-bucket.ts';
import { freshTable } from './aws-table.ts';

export type FreshRecordStore = {
  readonly records: RecordStore;
  readonly table: Table;
  readonly blobs: AwsBlobs;
  remove(): Promise<void>;
};

/** A record store over a fresh table and bucket. Call useEmulator first. */
export async function freshRecordStore(): Promise<FreshRecordStore> {
  const [{ table, remove: removeTable }, { blobs, remove: removeBucket }] = await Promise.all([
    freshTable(),
    freshBucket(),
  ]);
  const remove = async (): Promise<void> => {
    await Promise.all([removeTable(), removeBucket()]);
  };
  return { records: awsRecordStore(table, blobs), table, blobs, remove };
}
