import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, BucketEncryption, type BucketProps, ObjectOwnership } from 'aws-cdk-lib/aws-s3';

/** What every bucket of a stage has in common: encrypted with the stage's key, private, over TLS only. */
export function sealedBucket(key: IKey): BucketProps {
  return {
    encryption: BucketEncryption.KMS,
    encryptionKey: key,
    // One data key for many objects: without it each of millions of small objects costs a call to KMS.
    bucketKeyEnabled: true,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  };
}
