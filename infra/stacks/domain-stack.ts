import { CfnOutput, Fn, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import { stagePrefix } from '../../platform/aws/names.ts';

export type DomainStackProps = Omit<StackProps, 'env'> & {
  readonly stage: string;
  /** Account, where the app knows it; the region is always us-east-1. */
  readonly account?: string;
  /** The console's own name, such as console.example.org: the zone has the same. */
  readonly domain: string;
};

/** CloudFront reads certificates only there, and Route 53 signs zones only with keys that are there. */
export const domainRegion = 'us-east-1';

const stackNameOf = (stage: string): string => `TributaryDomain-${stage}`;

/** What the console's stack, in any region, takes from here. */
export function importDomain(stage: string): { readonly certificateArn: string; readonly zoneId: string } {
  const output = (name: string): string => Fn.getStackOutput(stackNameOf(stage), name, domainRegion);
  return { certificateArn: output('CertificateArn'), zoneId: output('ZoneId') };
}

/**
 * The zone of the console's domain, signed by DNSSEC, and its certificate. The certificate is issued once the parent
 * domain points to the zone's name servers: until then this stack waits, see docs/deploy.md.
 */
export class DomainStack extends Stack {
  constructor(scope: Construct, id: string, { stage, account, domain, ...props }: DomainStackProps) {
    const env = { region: domainRegion, ...(account === undefined ? {} : { account }) };
    super(scope, id, { stackName: stackNameOf(stage), ...props, env });
    Tags.of(this).add('tributary:stage', stage);
    const zone = new PublicHostedZone(this, 'Zone', { zoneName: domain, caaAmazon: true });
    const kmsKey = new Key(this, 'SigningKey', {
      alias: `${stagePrefix(stage)}dnssec`,
      description: `Signs the zone ${domain}`,
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
    });
    zone.enableDnssec({ kmsKey });
    const certificate = new Certificate(this, 'Certificate', {
      domainName: domain,
      validation: CertificateValidation.fromDns(zone),
    });
    new CfnOutput(this, 'CertificateArn', { value: certificate.certificateArn });
    new CfnOutput(this, 'ZoneId', { value: zone.hostedZoneId });
  }
}
