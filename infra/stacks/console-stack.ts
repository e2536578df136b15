import { CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AaaaRecord, ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { Deployment } from '../../platform/aws/deployment.ts';
import { parameterPath } from '../../platform/aws/names.ts';
import { ConsoleApi } from '../console/api.ts';
import { securityHeaders } from '../console/security-headers.ts';
import { ConsoleSite } from '../console/site.ts';
import { deploySite } from '../console/site-files.ts';
import { ConsoleUsers, type ConsoleUsersProps } from '../console/users.ts';
import { StageFunction } from '../constructs/stage-function.ts';
import type { Grant } from '../grants.ts';
import { addAlarms, importAlarmTopic } from '../monitoring/add-alarms.ts';
import { consoleAlarms } from '../monitoring/alarms.ts';
import { importDeployment } from '../stage-exports.ts';
import type { StageStackProps } from './core-stack.ts';
import { importDomain } from './domain-stack.ts';

export type ConsoleStackProps = StageStackProps &
  Omit<ConsoleUsersProps, 'settings'> & {
    /** Of the product: what the status page shows. */
    readonly version: string;
    /** The console's own name; its zone and certificate are in the domain stack. */
    readonly domain?: string;
  };

const statusSeconds = 15;

/** The console: a static page behind CloudFront, users, and an API that answers what the ledger holds. */
export class ConsoleStack extends Stack {
  readonly apiUrl: string;

  constructor(scope: Construct, id: string, props: ConsoleStackProps) {
    const { settings, version, domain, requireMfa, threatProtection, ...rest } = props;
    const { stage } = settings;
    super(scope, id, { stackName: `TributaryConsole-${stage}`, ...rest });
    Tags.of(this).add('tributary:stage', stage);
    const deployment = importDeployment(this, stage);
    const key = Key.fromKeyArn(this, 'KeyByArn', deployment.keyArn);
    const users = new ConsoleUsers(this, { settings, requireMfa, threatProtection });
    const api = new ConsoleApi(this, { settings, key });
    const site = new ConsoleSite(this, {
      settings,
      headers: securityHeaders(this, users.address),
      apiHost: api.host,
      ...(domain === undefined ? {} : { domain: this.ownDomain(stage, domain) }),
    });
    if (domain !== undefined) this.addRecords(stage, domain, site);
    const page = users.addPage(site.origin);
    const { function: status } = new StageFunction(this, 'Function-status', {
      ...{ settings, deployment, key, name: 'status', entry: 'status', memory: settings.memory.steps },
      seconds: statusSeconds,
      grants: [readRows(deployment)],
    });
    status.addEnvironment(versionVariable, version);
    api.addStatus(status, users.pool, page);
    deploySite(this, site.buckets, key, { stage, version, clientId: page.userPoolClientId, signIn: users.address });
    this.apiUrl = `${site.origin}/api`;
    addAlarms(
      this,
      stage,
      consoleAlarms(deployment, api.api.apiId, [{ name: 'status', timeoutSeconds: statusSeconds }]),
      importAlarmTopic(this, deployment),
    );
    this.publish(stage, site.origin, users);
  }

  private ownDomain(
    stage: string,
    name: string,
  ): { name: string; certificate: ReturnType<typeof Certificate.fromCertificateArn> } {
    const { certificateArn } = importDomain(stage);
    return { name, certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn) };
  }

  private addRecords(stage: string, zoneName: string, { distribution }: ConsoleSite): void {
    const hostedZoneId = importDomain(stage).zoneId;
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName });
    const target = RecordTarget.fromAlias(new CloudFrontTarget(distribution));
    new ARecord(this, 'Address', { zone, target });
    new AaaaRecord(this, 'Address6', { zone, target });
  }

  /** How the CLI and people find what is here. */
  private publish(stage: string, origin: string, users: ConsoleUsers): void {
    new StringParameter(this, 'Console', {
      parameterName: `${parameterPath(stage)}/console`,
      description: 'Where the console of this stage is',
      stringValue: this.toJsonString({ url: origin, api: this.apiUrl, userPool: users.pool.userPoolId }),
    });
    new CfnOutput(this, 'Url', { value: origin, description: 'The status page' });
    new CfnOutput(this, 'UserPool', { value: users.pool.userPoolId, description: 'Where users are made' });
  }
}

/** The variable that tells the status function its version; those of the deployment are in platform/aws/deployment.ts. */
export const versionVariable = 'TRIBUTARY_VERSION';

/** Less than the other functions may: this one only looks. */
function readRows({ region, account, table }: Deployment): Grant {
  return {
    sid: 'ReadRows',
    actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
    resources: [`arn:aws:dynamodb:${region}:${account}:table/${table}`],
    key: 'dynamodb',
  };
}
