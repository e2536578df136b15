import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { TributaryError } from '../../core/errors.ts';
import { type Deployment, deploymentVariables } from '../../platform/aws/deployment.ts';
import { physicalName } from '../../platform/aws/names.ts';
import { acknowledgeWildcards } from '../acknowledgements.ts';
import { bundling } from '../bundling.ts';
import { type Grant, reportTo, statementsOf } from '../grants.ts';
import type { StageSettings } from '../settings.ts';
import { dataRemoval } from './data-removal.ts';

export type StageFunctionProps = {
  readonly settings: StageSettings;
  readonly deployment: Deployment;
  readonly key: IKey;
  /** As in the names of platform/aws/names.ts: `plan`, `extract.demo-odata`. */
  readonly name: string;
  /** infra/functions/<entry>.lambda.ts. */
  readonly entry: string;
  readonly memory: number;
  readonly seconds: number;
  readonly grants: readonly Grant[];
  readonly concurrency?: number;
};

const root = join(import.meta.dirname, '../..');

/** One function with a role and a log group of its own; the role may do what the grants say and nothing else. */
export class StageFunction extends Construct {
  readonly function: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: StageFunctionProps) {
    super(scope, id);
    const { settings, deployment, key, grants, concurrency } = props;
    const name = functionName(settings.stage, props.name);
    const logGroupName = `/aws/lambda/${name}`;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName,
      retention: settings.logDays as never,
      encryptionKey: key,
      removalPolicy: dataRemoval(settings),
    });
    const all = [...reportTo(deployment, logGroupName), ...grants];
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Grants: new PolicyDocument({ statements: statementsOf(deployment, all), minimize: false }) },
    });
    acknowledgeWildcards(this.role, all);
    this.function = new NodejsFunction(this, 'Function', {
      functionName: name,
      entry: join(root, `infra/functions/${props.entry}.lambda.ts`),
      projectRoot: root,
      depsLockFilePath: join(root, 'package-lock.json'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role: this.role.withoutPolicyUpdates(),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      memorySize: props.memory,
      timeout: Duration.seconds(props.seconds),
      ...(concurrency === undefined ? {} : { reservedConcurrentExecutions: concurrency }),
      environment: environmentOf(settings, deployment),
      awsSdkConnectionReuse: false,
      bundling,
    });
  }
}

/** What infra/aws.ts reads. */
function environmentOf(settings: StageSettings, deployment: Deployment): Record<string, string> {
  const values = deployment as Readonly<Record<string, string>>;
  return {
    ...Object.fromEntries(Object.entries(deploymentVariables).map(([field, name]) => [name, values[field] ?? ''])),
    TRIBUTARY_ALLOW_HOSTS: settings.allowHosts.join(','),
  };
}

/** AWS allows 64 characters here, fewer than for queues. Throws InvalidInput beyond. */
function functionName(stage: string, name: string): string {
  const physical = physicalName(stage, name);
  if (physical.length <= 64) return physical;
  const message = `"${name}" is too long for AWS: with the stage it makes ${physical.length} characters, and names of functions have at most 64. Give the connector's folder a shorter name.`;
  throw new TributaryError('InvalidInput', { code: 'name-too-long', message });
}
