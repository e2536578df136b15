import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { readSettings } from '../../../infra/settings.ts';
import { ConsoleStack } from '../../../infra/stacks/console-stack.ts';
import { DomainStack } from '../../../infra/stacks/domain-stack.ts';
import { plainApp } from '../../support/synthesise.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

type Choices = { readonly domain?: string; readonly requireMfa?: boolean; readonly threatProtection?: boolean };

const home = temporaryDirectory();
afterAll(() => home.remove());
const outdir = (): string => mkdtempSync(join(home.path, 'app-'));

function consoleOf(stage: string, choices: Choices = {}): Template {
  const { domain, requireMfa = false, threatProtection = false } = choices;
  const settings = readSettings((key) => (key === 'stage' ? stage : undefined));
  const stack = new ConsoleStack(plainApp(outdir()), 'TributaryConsole', {
    ...{ settings, version: '1.2.3', requireMfa, threatProtection, env: { region: 'eu-north-1' } },
    ...(domain === undefined ? {} : { domain }),
  });
  return Template.fromStack(stack);
}

const dev = consoleOf('dev');

describe('the site', () => {
  test('is two private buckets that only CloudFront reads, the second where the first fails', () => {
    dev.resourceCountIs('AWS::CloudFront::OriginAccessControl', 2);
    dev.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: Match.objectLike({
        OriginGroups: Match.objectLike({
          Items: [
            Match.objectLike({ FailoverCriteria: { StatusCodes: { Items: [500, 502, 503, 504], Quantity: 4 } } }),
          ],
        }),
      }),
    });
    const buckets = Object.values(dev.findResources('AWS::S3::Bucket'));
    expect(buckets).toHaveLength(3);
    for (const { Properties } of buckets)
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        ...{ BlockPublicAcls: true, BlockPublicPolicy: true },
        ...{ IgnorePublicAcls: true, RestrictPublicBuckets: true },
      });
  });

  test('answers with headers that let the page load nothing but itself', () => {
    const [policy] = Object.values(dev.findResources('AWS::CloudFront::ResponseHeadersPolicy'));
    const config = policy?.['Properties'].ResponseHeadersPolicyConfig.SecurityHeadersConfig;
    const csp = JSON.stringify(config.ContentSecurityPolicy);
    expect(csp).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(csp).not.toMatch(/unsafe|\*/);
    expect(config).toMatchObject({
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY' },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true },
    });
    const [distribution] = Object.values(dev.findResources('AWS::CloudFront::Distribution'));
    const { DefaultCacheBehavior, CacheBehaviors } = distribution?.['Properties'].DistributionConfig ?? {};
    for (const behaviour of [DefaultCacheBehavior, ...CacheBehaviors])
      expect(behaviour.ResponseHeadersPolicyId).toBeDefined();
  });

  test('logs who asks, and is reached by https alone', () => {
    dev.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: Match.objectLike({
        Logging: Match.objectLike({ IncludeCookies: false, Prefix: 'distribution/' }),
        DefaultCacheBehavior: Match.objectLike({ ViewerProtocolPolicy: 'redirect-to-https' }),
        CacheBehaviors: [Match.objectLike({ PathPattern: '/api/*', ViewerProtocolPolicy: 'https-only' })],
      }),
    });
  });

  test('has the page’s files in both buckets, each small enough for one call', () => {
    const files = Object.values(dev.findResources('Custom::TributarySiteFile'));
    expect(files).toHaveLength(8);
    for (const file of files) expect(JSON.stringify(file).length).toBeLessThan(32_000);
  });
});

describe('the users', () => {
  test('are made by an administrator, with a strong password, in three groups', () => {
    dev.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      Policies: { PasswordPolicy: Match.objectLike({ MinimumLength: 14, RequireSymbols: true }) },
      MfaConfiguration: 'OPTIONAL',
      UserPoolTier: 'LITE',
    });
    const groups = Object.values(dev.findResources('AWS::Cognito::UserPoolGroup'));
    expect(groups.map(({ Properties }) => Properties.GroupName).toSorted()).toEqual([
      'analyst',
      'integrator',
      'operator',
    ]);
  });

  test('sign in with a code, without a secret, and cannot choose their tenant', () => {
    dev.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      WriteAttributes: ['name'],
      ReadAttributes: Match.arrayWith(['custom:tenant']),
    });
  });

  test('need a second factor and are watched where the settings say so', () => {
    consoleOf('prod', { requireMfa: true, threatProtection: true }).hasResourceProperties('AWS::Cognito::UserPool', {
      MfaConfiguration: 'ON',
      DeletionProtection: 'ACTIVE',
      UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
      UserPoolTier: 'PLUS',
    });
  });
});

describe('the API', () => {
  test('asks for a token at its only route, and is throttled and logged', () => {
    dev.resourceCountIs('AWS::ApiGatewayV2::Route', 1);
    dev.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'GET /api/status', AuthorizationType: 'JWT' });
    dev.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      AccessLogSettings: Match.objectLike({ DestinationArn: Match.anyValue() }),
      DefaultRouteSettings: { ThrottlingBurstLimit: 40, ThrottlingRateLimit: 20 },
    });
  });

  test('its function may read rows, and nothing may it write but its log', () => {
    const [role] = Object.entries(dev.findResources('AWS::IAM::Role'))
      .filter(([id]) => id.startsWith('Functionstatus'))
      .map(([, { Properties }]) => Properties.Policies[0].PolicyDocument.Statement);
    const actions = (role as readonly { readonly Sid: string; readonly Action: string | string[] }[]).flatMap(
      ({ Sid, Action }) => [Action].flat().map((action) => `${Sid} ${action}`),
    );
    expect(actions.filter((action) => action.includes('dynamodb:'))).toEqual([
      'ReadRows dynamodb:BatchGetItem',
      'ReadRows dynamodb:GetItem',
      'ReadRows dynamodb:Query',
    ]);
    expect(new Set(actions.map((action) => action.split(' ')[0]))).toEqual(
      new Set(['ReadRows', 'Trace', 'UseKey', 'WriteLogs']),
    );
  });
});

describe('a domain of one’s own', () => {
  test('is the distribution’s name, with TLS 1.2 and its records', () => {
    const template = consoleOf('prod', { domain: 'console.example.org' });
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: Match.objectLike({
        Aliases: ['console.example.org'],
        ViewerCertificate: Match.objectLike({ MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' }),
      }),
    });
    template.resourceCountIs('AWS::Route53::RecordSet', 2);
    expect(JSON.stringify(template.toJSON())).toContain('"Region":"us-east-1","OutputName":"CertificateArn"');
  });

  test('has a zone in us-east-1 that is signed with a key of that region', () => {
    const stack = new DomainStack(plainApp(outdir()), 'TributaryDomain', {
      stage: 'prod',
      domain: 'console.example.org',
    });
    const template = Template.fromStack(stack);
    expect(stack.region).toBe('us-east-1');
    template.hasResourceProperties('AWS::KMS::Key', { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    template.hasResourceProperties('AWS::Route53::KeySigningKey', { Status: 'ACTIVE' });
    template.hasResource('AWS::Route53::DNSSEC', { DependsOn: Match.anyValue() });
    for (const name of ['CertificateArn', 'ZoneId']) template.hasOutput(name, {});
  });

  test('is absent otherwise', () => {
    dev.resourceCountIs('AWS::Route53::RecordSet', 0);
    dev.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: Match.objectLike({ Aliases: Match.absent() }),
    });
  });
});
