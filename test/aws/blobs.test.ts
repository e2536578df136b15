import { expect, test } from '@jest/globals';
import { awsBlobs } from '../../platform/aws/blobs.ts';
import { blobsContract } from '../contract/blobs.contract.ts';
import { freshBucket } from '../support/aws-bucket.ts';
import { onEmulators } from '../support/on-emulators.ts';

onEmulators(['ministack', 'moto'], (emulator) => {
  blobsContract(emulator, async () => {
    const { blobs, remove } = await freshBucket();
    return { blobs, passTime: async () => undefined, dispose: remove };
  });

  test('lists more blobs than one answer of S3 holds, whatever their characters', async () => {
    const { blobs, remove } = await freshBucket();
    const keys = Array.from({ length: 1_010 }, (_, n) => `many/${n} +%2B&<\u0001ä`);
    for (let at = 0; at < keys.length; at += 101)
      await Promise.all(keys.slice(at, at + 101).map((key) => blobs.put(key, Buffer.from('x'))));
    const listed: string[] = [];
    for await (const key of blobs.list('many/')) listed.push(key);
    expect(listed.sort()).toEqual(keys.sort());
    await remove();
  });

  test('a bucket that does not exist is StorageFailed, and names the key', async () => {
    const { s3, remove } = await freshBucket();
    const blobs = awsBlobs(s3, 'tributary-test-none');
    const refusal = { name: 'StorageFailed', code: 'aws-refused', message: expect.stringContaining('a/b') };
    await expect(blobs.put('a/b', Buffer.from('x'))).rejects.toMatchObject(refusal);
    await expect(blobs.get('a/b')).rejects.toMatchObject(refusal);
    await remove();
  });
});
