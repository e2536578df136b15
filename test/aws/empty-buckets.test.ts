import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { clientOptions } from '../../platform/aws/client-options.ts';
import { emptyBuckets } from '../../platform/aws/empty-buckets.ts';
import { emulatorAccount, emulatorRegion } from '../support/emulator.ts';
import { onEmulators } from '../support/on-emulators.ts';

const place = () => ({ stage: `t${randomUUID().slice(0, 8)}`, region: emulatorRegion, account: emulatorAccount });

async function makeBucket(client: S3Client, Bucket: string, objects: number): Promise<void> {
  const CreateBucketConfiguration = { LocationConstraint: emulatorRegion } as const;
  await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  const keys = Array.from({ length: objects }, (_, index) => `raw/acme/${index % 7}/${index}`);
  for (let at = 0; at < keys.length; at += 50)
    await Promise.all(
      keys.slice(at, at + 50).map((Key) => client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))),
    );
}

async function countIn(client: S3Client, Bucket: string): Promise<number> {
  return (await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount ?? 0;
}

onEmulators(['ministack', 'moto'], () => {
  const client = (): S3Client => new S3Client(clientOptions(emulatorRegion));

  test('removes every object of both buckets, more than one call may remove, and of no other', async () => {
    const s3 = client();
    const at = place();
    const bucket = `tributary-${at.stage}-${emulatorAccount}-${emulatorRegion}`;
    await makeBucket(s3, bucket, 1_003);
    await makeBucket(s3, `${bucket}-trail`, 2);
    await makeBucket(s3, `${bucket}-other`, 1);
    expect(await emptyBuckets(at, { client: s3 })).toBe(1_005);
    expect(await Promise.all([bucket, `${bucket}-trail`, `${bucket}-other`].map((name) => countIn(s3, name)))).toEqual([
      0, 0, 1,
    ]);
    expect(await emptyBuckets(at, { client: s3 })).toBe(0);
  });

  test('takes buckets that are gone for empty ones', async () => {
    expect(await emptyBuckets(place(), { client: client() })).toBe(0);
  });
});
