import { GetObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { awsExports } from '../../platform/aws/exports.ts';
import { exportsContract } from '../contract/exports.contract.ts';
import { freshBucket } from '../support/aws-bucket.ts';
import { onEmulators } from '../support/on-emulators.ts';

onEmulators(['ministack', 'moto'], (emulator) => {
  exportsContract(emulator, async () => {
    const { s3, bucket, blobs, remove } = await freshBucket();
    const files = async (subscription: string): Promise<Readonly<Record<string, string>>> => {
      const found: Record<string, string> = {};
      const prefix = `exports/${subscription}/`;
      for await (const Key of blobs.list(prefix)) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
        found[Key.slice(prefix.length)] = (await Body?.transformToString()) ?? '';
      }
      return found;
    };
    return {
      ...{ exports: awsExports(s3, bucket), path: undefined, files },
      passTime: async () => undefined,
      dispose: remove,
    };
  });

  test('a bucket that does not take a file may be mended: it is tried again', async () => {
    const { s3, remove } = await freshBucket();
    const exports = awsExports(s3, 'tributary-test-none');
    const failure = { name: 'PlatformUnavailable', code: 'export-failed' };
    await expect(exports.put('archive', undefined, 'f', 'x')).rejects.toMatchObject(failure);
    await remove();
  });
});
