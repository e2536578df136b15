import { Duration, Stack, Tags } from 'aws-cdk-lib';
import { DataResourceType, ReadWriteType, Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { physicalName } from '../../platform/aws/names.ts';
import { dataRemoval } from '../constructs/data-removal.ts';
import { addCostBudget } from '../monitoring/cost-budget.ts';
import { addQueries } from '../monitoring/queries.ts';
import type { StageSettings } from '../settings.ts';
import { importDeployment } from '../stage-exports.ts';
import type { StageStackProps } from './core-stack.ts';

/**
 * Who did what with the data, what it costs, and the saved questions to the logs. A stack of its own, because nothing
 * works differently without it: an account with an organisation's trail and budgets leaves it out.
 */
export class AuditStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: StageStackProps) {
    const { stage } = settings;
    super(scope, id, { stackName: `TributaryAudit-${stage}`, ...props });
    Tags.of(this).add('tributary:stage', stage);
    this.addTrail(settings);
    addQueries(this, stage);
    const { alarmAddress: address, dollarsPerMonth } = settings;
    if (address !== undefined) addCostBudget(this, { stage, dollarsPerMonth, address });
  }

  /** Reading a secret is a management event, touching a raw batch a data event; only these two are recorded. */
  private addTrail(settings: StageSettings): void {
    const { stage } = settings;
    const deployment = importDeployment(this, stage);
    const key = Key.fromKeyArn(this, 'KeyByArn', deployment.keyArn);
    const bucket = new Bucket(this, 'TrailBucket', {
      bucketName: `${deployment.bucket}-trail`,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: dataRemoval(settings),
      lifecycleRules: [{ id: 'trail', expiration: Duration.days(settings.logDays) }],
    });
    const trail = new Trail(this, 'Trail', {
      trailName: physicalName(stage, 'trail'),
      // Its declaration leaves out that isWebsite may be undefined.
      bucket: bucket as IBucket & Bucket,
      encryptionKey: key,
      isMultiRegionTrail: false,
      includeGlobalServiceEvents: false,
      enableFileValidation: true,
      managementEvents: ReadWriteType.ALL,
    });
    trail.addEventSelector(DataResourceType.S3_OBJECT, [`arn:aws:s3:::${deployment.bucket}/raw/`]);
  }
}
