import { type _Error, DeleteObjectsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { TributaryError } from '../../core/errors.ts';
import { calling, isAwsError } from './aws-fault.ts';
import { clientOptions } from './client-options.ts';
import { bucketName, demandStage, trailBucketName } from './names.ts';

type Place = { readonly stage: string; readonly region: string; readonly account: string };

/**
 * Removes every object from the stage's bucket and from that of its trail, where they exist: CloudFormation deletes no
 * bucket that holds something. Gives how many there were. What writes into them goes on, so the last word is its removal.
 */
export async function emptyBuckets(
  place: Place,
  { client = new S3Client(clientOptions(place.region)) }: { readonly client?: S3Client } = {},
): Promise<number> {
  demandStage(place.stage);
  let removed = 0;
  for (const bucket of [bucketName(place), trailBucketName(place)]) removed += await emptyBucket(client, bucket);
  return removed;
}

/** Always the first thousand: what was removed is not listed again. */
async function emptyBucket(client: S3Client, Bucket: string): Promise<number> {
  for (let removed = 0; ; ) {
    const keys = await calling(`Listing the bucket ${Bucket}`, () =>
      client.send(new ListObjectsV2Command({ Bucket })).then(
        ({ Contents = [] }) => Contents.map(({ Key }) => ({ Key })),
        (error: unknown) => {
          if (isAwsError(error, 'NoSuchBucket')) return [];
          throw error;
        },
      ),
    );
    if (keys.length === 0) return removed;
    const { Errors: [refused] = [] } = await calling(`Emptying the bucket ${Bucket}`, () =>
      client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys, Quiet: true } })),
    );
    if (refused) throw notRemoved(Bucket, refused);
    removed += keys.length;
  }
}

function notRemoved(bucket: string, { Key, Message }: _Error): TributaryError {
  const message = `The object ${Key} of bucket ${bucket} was not removed: ${Message}. Mend what AWS names and try again.`;
  return new TributaryError('StorageFailed', { code: 'object-not-removed', message });
}
