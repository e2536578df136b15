import { Duration, Stack, Tags } from 'aws-cdk-lib';
import { DataResourceType, ManagementEventSources, ReadWriteType, Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Deployment } from '../../platform/aws/deployment.ts';
import { physicalName, trailBucketName } from '../../platform/aws/names.ts';
import { acknowledgeFindings } from '../acknowledgements.ts';
import { dataRemoval } from '../constructs/data-removal.ts';
import { sealedBucket } from '../constructs/sealed-bucket.ts';
import { addQueries } from '../monitoring/queries.ts';
import type { StageSettings } from '../settings.ts';
import { importDeployment } from '../stage-exports.ts';
import type { StageStackProps } from './core-stack.ts';

/**
 * Who did what with the data, and the saved questions to the logs. A stack of its own, because nothing works differently
 * without it: an account with an organisation's trail leaves it out.
 */
export class AuditStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: StageStackProps) {
    const { stage } = settings;
    super(scope, id, { stackName: `TributaryAudit-${stage}`, ...props });
    Tags.of(this).add('tributary:stage', stage);
    this.addTrail(settings);
    addQueries(this, stage);
    acknowledgeFindings(this);
  }

  /**
   * Management events, reading a secret among them, and of the data events those of raw batches. Without the key's, which
   * every service makes for every caller and which say nothing that the event they belong to does not say.
   */
  private addTrail(settings: StageSettings): void {
    const { stage } = settings;
    const deployment = importDeployment(this, stage);
    const key = Key.fromKeyArn(this, 'KeyByArn', deployment.keyArn);
    const trailName = physicalName(stage, 'trail');
    const bucket = this.trailBucket(settings, deployment, key);
    const trail = new Trail(this, 'Trail', {
      trailName,
      // By its name, so that the construct adds no statements of its own, which would let in any account's trail.
      bucket: Bucket.fromBucketName(this, 'TrailBucketByName', bucket.bucketName),
      encryptionKey: key,
      isMultiRegionTrail: false,
      includeGlobalServiceEvents: false,
      enableFileValidation: true,
    });
    trail.addEventSelector(DataResourceType.S3_OBJECT, [`arn:aws:s3:::${deployment.bucket}/raw/`], {
      includeManagementEvents: true,
      readWriteType: ReadWriteType.ALL,
      excludeManagementEventSources: [ManagementEventSources.KMS],
    });
    // CloudTrail tries to write when the trail is made.
    if (bucket.policy) trail.node.addDependency(bucket.policy);
  }

  private trailBucket(settings: StageSettings, deployment: Deployment, key: IKey): Bucket {
    const bucket = new Bucket(this, 'TrailBucket', {
      bucketName: trailBucketName(deployment),
      ...sealedBucket(key),
      removalPolicy: dataRemoval(settings),
      lifecycleRules: [{ id: 'trail', expiration: Duration.days(settings.logDays) }],
    });
    const { region, account } = deployment;
    const trailArn = `arn:aws:cloudtrail:${region}:${account}:trail/${physicalName(settings.stage, 'trail')}`;
    const allow = (sid: string, action: string, resource: string, more: Readonly<Record<string, string>> = {}): void =>
      void bucket.addToResourcePolicy(
        new PolicyStatement({
          sid,
          principals: [new ServicePrincipal('cloudtrail.amazonaws.com')],
          actions: [action],
          resources: [resource],
          conditions: { StringEquals: { 'aws:SourceArn': trailArn, ...more } },
        }),
      );
    allow('TrailLooks', 's3:GetBucketAcl', bucket.bucketArn);
    allow('TrailWrites', 's3:PutObject', bucket.arnForObjects(`AWSLogs/${account}/*`), {
      's3:x-amz-acl': 'bucket-owner-full-control',
    });
    return bucket;
  }
}
