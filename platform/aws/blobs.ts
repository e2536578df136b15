import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { TributaryError } from '../../core/errors.ts';
import type { Blobs } from '../ports.ts';
import { awsFault, calling, isAwsError } from './aws-fault.ts';

/** What S3 allows for a key. */
const mostKeyBytes = 1024;

/**
 * One object per blob, under its key. S3 shows an object whole or not at all, and the bucket encrypts it by itself.
 * A role needs s3:ListBucket too: without it S3 says "access denied" of an object that does not exist.
 * A key has the form `a/b/c`; InvalidInput otherwise.
 */
export function awsBlobs(s3: S3Client, bucket: string): AwsBlobs {
  const place = (key: string): { readonly Bucket: string; readonly Key: string } => ({
    Bucket: bucket,
    Key: demandKey(key),
  });
  return {
    put: async (key, content) => {
      const command = new PutObjectCommand({ ...place(key), Body: content });
      await calling(`putting ${key} into bucket ${bucket}`, () => s3.send(command));
    },
    get: async (key) => {
      const command = new GetObjectCommand(place(key));
      try {
        const { Body } = await s3.send(command);
        // Within the try: the answer may break off while its content is read.
        return await Body?.transformToByteArray();
      } catch (error) {
        if (isAwsError(error, 'NoSuchKey')) return undefined;
        throw awsFault(`getting ${key} from bucket ${bucket}`, error);
      }
    },
    delete: async (key) => {
      const command = new DeleteObjectCommand(place(key));
      await calling(`deleting ${key} from bucket ${bucket}`, () => s3.send(command));
    },
    list: (prefix) => keys(listObjects(s3, bucket, prefix)),
    objects: (prefix) => listObjects(s3, bucket, prefix),
  };
}

async function* keys(objects: AsyncIterable<StoredObject>): AsyncGenerator<string> {
  for await (const { key } of objects) yield key;
}

export type ListBlobs = (prefix: string) => AsyncIterable<StoredObject>;

/** Blobs that also tell size and age. */
export type AwsBlobs = Blobs & { readonly objects: ListBlobs };

/** An object with what retention wants to know of it. */
export type StoredObject = { readonly key: string; readonly bytes: number; readonly modified: Date };

/** All objects under a prefix, in key order. */
async function* listObjects(s3: S3Client, bucket: string, prefix: string): AsyncGenerator<StoredObject> {
  let token: string | undefined;
  do {
    // Encoded, because XML cannot carry every character that a key may have.
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      EncodingType: 'url',
      ...(token !== undefined && { ContinuationToken: token }),
    });
    const page = await calling(`listing ${prefix} in bucket ${bucket}`, () => s3.send(command));
    for (const { Key, Size = 0, LastModified = new Date(0) } of page.Contents ?? [])
      if (Key !== undefined) yield { key: decodeKey(Key, page.EncodingType), bytes: Size, modified: LastModified };
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

function decodeKey(key: string, encoding: string | undefined): string {
  return encoding === 'url' ? decodeURIComponent(key.replaceAll('+', ' ')) : key;
}

/** The same keys as the embedded adapter takes, as far as length allows: S3 would take some, and clients then lose their way. */
function demandKey(key: string): string {
  const segments = key.split('/');
  const isOdd = segments.some((segment) => segment === '' || segment === '.' || segment === '..');
  if (!isOdd && !key.includes('\0') && Buffer.byteLength(key) <= mostKeyBytes) return key;
  const shown = key.slice(0, 60).replaceAll('\0', '\\0');
  const message = `"${shown}" cannot be a key: its parts between slashes must not be empty, "." or "..", nor hold NUL, and all of it has at most ${mostKeyBytes} bytes.`;
  throw new TributaryError('InvalidInput', { code: 'key-invalid', message });
}
