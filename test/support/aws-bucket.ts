import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, DeleteBucketCommand, DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type AwsBlobs, awsBlobs } from '../../platform/aws/blobs.ts';
import { clientOptions } from '../../platform/aws/client-options.ts';
import { emulatorRegion } from './emulator.ts';

export type FreshBucket = {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly blobs: AwsBlobs;
  remove(): Promise<void>;
};

/** A fresh, empty bucket. Call useEmulator first. */
export async function freshBucket(): Promise<FreshBucket> {
  const s3 = new S3Client(clientOptions(emulatorRegion));
  const bucket = `tributary-test-${randomUUID()}`;
  await s3.send(
    new CreateBucketCommand({
      Bucket: bucket,
      CreateBucketConfiguration: { LocationConstraint: emulatorRegion },
    }),
  );
  const blobs = awsBlobs(s3, bucket);
  const remove = async (): Promise<void> => {
    for await (const key of blobs.list('')) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
    s3.destroy();
  };
  return { s3, bucket, blobs, remove };
}
