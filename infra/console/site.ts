import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  type DistributionProps,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  PriceClass,
  type ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, OriginGroup, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { StageSettings } from '../settings.ts';

export type ConsoleSiteProps = {
  readonly settings: StageSettings;
  readonly headers: ResponseHeadersPolicy;
  /** Host of the API, which appears under /api so that the page needs no other origin. */
  readonly apiHost: string;
  /** A domain of one's own, with its certificate in us-east-1. */
  readonly domain?: { readonly name: string; readonly certificate: ICertificate };
};

/** The site: two private buckets with the same files, of which CloudFront reads the second where the first fails. */
export class ConsoleSite extends Construct {
  readonly buckets: readonly IBucket[];
  readonly distribution: Distribution;
  /** With https:// and without a slash at the end. */
  readonly origin: string;

  constructor(scope: Construct, { settings, headers, apiHost, domain }: ConsoleSiteProps) {
    super(scope, 'Site');
    const logs = logBucket(this, settings);
    const [primary, fallback] = [siteBucket(this, 'Primary', logs), siteBucket(this, 'Fallback', logs)];
    this.buckets = [primary, fallback];
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `Tributary ${settings.stage}`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      ...(domain ? ownName(domain) : {}),
      enableLogging: true,
      logBucket: logs,
      logFilePrefix: 'distribution/',
      logIncludesCookies: false,
      defaultBehavior: {
        origin: new OriginGroup({
          primaryOrigin: S3BucketOrigin.withOriginAccessControl(primary),
          fallbackOrigin: S3BucketOrigin.withOriginAccessControl(fallback),
          fallbackStatusCodes: [500, 502, 503, 504],
        }),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: headers,
      },
      additionalBehaviors: {
        '/api/*': {
          origin: new HttpOrigin(apiHost, { protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY }),
          viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
          allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
          responseHeadersPolicy: headers,
        },
      },
    });
    this.origin = `https://${domain?.name ?? this.distribution.distributionDomainName}`;
    acknowledge(this.distribution, domain !== undefined);
  }
}

/** Only with a certificate of one's own can the protocol be chosen. */
function ownName({ name, certificate }: NonNullable<ConsoleSiteProps['domain']>): Partial<DistributionProps> {
  return { domainNames: [name], certificate, minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021 };
}

/** Without versions: what is in here comes from the repository, and a stack that goes must leave the bucket empty. */
function siteBucket(scope: Construct, id: string, logs: IBucket): IBucket {
  const bucket = new Bucket(scope, id, {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    serverAccessLogsBucket: logs,
    serverAccessLogsPrefix: `${id.toLowerCase()}/`,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return bucket as IBucket;
}

function logBucket(scope: Construct, { keepData, logDays }: StageSettings): IBucket {
  const bucket = new Bucket(scope, 'AccessLogs', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    // CloudFront writes its logs by an access list.
    objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    lifecycleRules: [{ expiration: Duration.days(logDays), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    // Logs go on arriving for hours; a bucket that is not empty would stop the stack from being deleted.
    autoDeleteObjects: !keepData,
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'This is where access logs go; logging its own access would have no end.',
  });
  return bucket as IBucket;
}

function acknowledge(distribution: Distribution, hasDomain: boolean): void {
  Validations.of(distribution).acknowledge({
    id: 'AwsSolutions-CFR1',
    reason: 'Where users of an operator are is not known here; a geographic restriction is the operator’s to add.',
  });
  Validations.of(distribution).acknowledge({
    id: 'AwsSolutions-CFR2',
    reason: `A web ACL costs per month and rule and must stand in us-east-1 (the stack is in ${Stack.of(distribution).stackName}’s region); the page is static and the API is throttled and needs a token.`,
  });
  if (!hasDomain)
    Validations.of(distribution).acknowledge({
      id: 'AwsSolutions-CFR4',
      reason:
        'CloudFront’s own certificate allows no choice of protocol; with a domain of one’s own it is TLS 1.2 and newer.',
    });
}
