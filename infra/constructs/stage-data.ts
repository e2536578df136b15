import { Duration, type Stack } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { bucketName } from '../../platform/aws/names.ts';
import type { StageSettings } from '../settings.ts';
import { tableName } from '../stage-exports.ts';
import { dataRemoval } from './data-removal.ts';
import { sealedBucket } from './sealed-bucket.ts';

/** Makes the one table and the one bucket; gives the secret that seals access tokens, whose name AWS makes up. */
export function stageData(scope: Stack, settings: StageSettings, key: IKey): Secret {
  const { stage, keepData, rawDays } = settings;
  const removalPolicy = dataRemoval(settings);
  new TableV2(scope, 'Table', {
    tableName: tableName(stage),
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    timeToLiveAttribute: 'expiresAt',
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.customerManagedKey(key),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: keepData,
    removalPolicy,
  });
  new Bucket(scope, 'Bucket', {
    bucketName: bucketName({ stage, region: scope.region, account: scope.account }),
    ...sealedBucket(key),
    removalPolicy,
    lifecycleRules: [
      { id: 'incomplete-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      { id: 'raw-batches', prefix: 'raw/', expiration: Duration.days(rawDays) },
    ],
  });
  return new Secret(scope, 'Sealing', {
    description: `Seals access tokens in the table of Tributary, stage ${stage}`,
    encryptionKey: key,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    removalPolicy,
  });
}
