import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { messageOf, TributaryError } from '../../core/errors.ts';
import type { Exports } from '../ports.ts';
import { calling } from './aws-fault.ts';
import { exportsPrefix } from './names.ts';

/** Objects below `exports/<subscription>/` of the stage's bucket: who may read them is said by a role of the consumer's. */
export function awsExports(s3: S3Client, bucket: string): Exports {
  return {
    place: async (subscription, path) => {
      if (path === undefined) return `s3://${bucket}/${exportsPrefix}/${subscription}/`;
      const message = `On AWS a folder has no path: files go to s3://${bucket}/${exportsPrefix}/${subscription}/. Leave "path" out.`;
      throw new TributaryError('InvalidInput', { code: 'export-path', message });
    },
    put: async (subscription, _path, file, content) => {
      const Key = `${exportsPrefix}/${subscription}/${file}`;
      const command = new PutObjectCommand({ Bucket: bucket, Key, Body: content, ContentType: 'application/x-ndjson' });
      try {
        await calling(`Writing ${Key}`, () => s3.send(command));
      } catch (error) {
        const message = messageOf(error);
        throw new TributaryError('PlatformUnavailable', { code: 'export-failed', message, cause: error });
      }
    },
  };
}
