import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import {
  CfnCluster,
  ContainerImage,
  ContainerInsights,
  CpuArchitecture,
  FargateTaskDefinition,
  LinuxParameters,
  LogDriver,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import { type IRole, PolicyStatement, type Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { TributaryError } from '../../core/errors.ts';
import { machineArn, physicalName } from '../../platform/aws/names.ts';
import { importNetwork } from '../stacks/network-stack.ts';
import { importDeployment } from '../stage-exports.ts';
import { containerMachine, extractContainer } from './container-machine.ts';

export type ExtractContainerProps = {
  readonly stage: string;
  readonly connector: string;
  /** `repository:tag` or `repository@sha256:…` in the account's own ECR; docs/deploy.md says how to build it. */
  readonly image: string;
  /** Spot costs about a third; a task that is taken away is started again where it stopped. */
  readonly spot: boolean;
  readonly logRetention: RetentionDays;
  /** The extract function's own role: the same code does the same. */
  readonly role: Role;
  /** The extract function's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** CPU units and megabytes, in one of Fargate's pairs. */
  readonly size?: { readonly cpu: number; readonly memory: number };
};

/** An image in the account's own registry, by what follows its name. Throws InvalidInput for anything else. */
export function readImage(image: string): { readonly repository: string; readonly version: string } {
  const [, repository, digest, tag] =
    /^([a-z0-9][a-z0-9._/-]*)(?:@(sha256:[0-9a-f]{64})|:([\w][\w.-]{0,127}))$/.exec(image) ?? [];
  const version = digest ?? tag;
  if (repository !== undefined && version !== undefined) return { repository, version };
  const message = `containerImage "${image}" is no image of the account's own registry: give <repository>:<tag> or <repository>@sha256:<digest>, such as tributary-extract:1.0.0.`;
  throw new TributaryError('InvalidInput', { code: 'image-unreadable', message });
}

/**
 * Runs a connector's extraction as a Fargate task, for ERPs whose single calls outgrow Lambda's 15 minutes or memory.
 * Needs the private network. Give the machine `definition()` and `substitutions`, and its role `grantRun`.
 */
export class ExtractContainer extends Construct {
  readonly substitutions: Readonly<Record<string, string>>;
  private readonly task: FargateTaskDefinition;
  private readonly subnetCount: number;

  constructor(stack: Stack, props: ExtractContainerProps) {
    super(stack, 'ExtractContainer');
    const { subnetIds, securityGroupId } = importNetwork(props.stage).extract;
    const cluster = new CfnCluster(this, 'Cluster', {
      clusterName: physicalName(props.stage, `extract.${props.connector}`),
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      clusterSettings: [{ name: 'containerInsights', value: ContainerInsights.ENABLED }],
    });
    this.task = defineTask(this, stack, props);
    this.subnetCount = subnetIds.length;
    this.substitutions = {
      ClusterArn: cluster.attrArn,
      TaskDefinitionArn: this.task.taskDefinitionArn,
      CapacityProvider: props.spot ? 'FARGATE_SPOT' : 'FARGATE',
      SecurityGroupId: securityGroupId,
      ...Object.fromEntries(subnetIds.map((id, index) => [`SubnetId${index + 1}`, id])),
    };
  }

  /** The Sync machine with its Extract state as this task. */
  definition(sync: object): object {
    return containerMachine(sync, this.subnetCount);
  }

  /** Lets the machine start the task, in its own cluster, and hand its roles over. */
  grantRun(machine: IRole): void {
    machine.addToPrincipalPolicy(
      new PolicyStatement({
        sid: 'RunExtract',
        actions: ['ecs:RunTask'],
        resources: [this.task.taskDefinitionArn],
        conditions: { ArnEquals: { 'ecs:cluster': this.substitutions['ClusterArn'] } },
      }),
    );
    machine.addToPrincipalPolicy(
      new PolicyStatement({
        sid: 'PassExtractRoles',
        actions: ['iam:PassRole'],
        resources: [this.task.taskRole.roleArn, this.task.obtainExecutionRole().roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      }),
    );
  }
}

function defineTask(scope: Construct, stack: Stack, props: ExtractContainerProps): FargateTaskDefinition {
  const { cpu, memory } = props.size ?? { cpu: 1024, memory: 2048 };
  const task = new FargateTaskDefinition(scope, 'Task', {
    family: physicalName(props.stage, `extract.${props.connector}`),
    cpu,
    memoryLimitMiB: memory,
    runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
    taskRole: admitTask(stack, props),
  });
  const { repository, version } = readImage(props.image);
  task.addContainer(extractContainer.name, {
    containerName: extractContainer.name,
    image: ContainerImage.fromEcrRepository(Repository.fromRepositoryName(scope, 'Image', repository), version),
    environment: { ...props.environment, AWS_REGION: stack.region },
    logging: LogDriver.awsLogs({ streamPrefix: extractContainer.name, logGroup: logGroup(scope, props) }),
    readonlyRootFilesystem: true,
    linuxParameters: new LinuxParameters(scope, 'Init', { initProcessEnabled: true }),
  });
  Validations.of(task).acknowledge({
    id: 'AwsSolutions-ECS2',
    reason: 'The variables are names and ARNs, as those of the functions; secrets are read from Secrets Manager.',
  });
  acknowledgePull(task.obtainExecutionRole());
  return task;
}

/** The role of the function serves the task too, which in addition answers its machine. */
function admitTask(stack: Stack, { role, stage, connector }: ExtractContainerProps): Role {
  role.assumeRolePolicy?.addStatements(
    new PolicyStatement({
      principals: [new ServicePrincipal('ecs-tasks.amazonaws.com')],
      actions: ['sts:AssumeRole'],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  );
  role.addToPrincipalPolicy(
    new PolicyStatement({
      sid: 'AnswerMachine',
      actions: ['states:SendTaskFailure', 'states:SendTaskHeartbeat', 'states:SendTaskSuccess'],
      resources: [machineArn({ stage, region: stack.region, account: stack.account }, connector)],
    }),
  );
  return role;
}

function logGroup(scope: Construct, { stage, connector, logRetention }: ExtractContainerProps): LogGroup {
  return new LogGroup(scope, 'Logs', {
    logGroupName: `/tributary/${stage}/extract-container/${connector}`,
    retention: logRetention,
    encryptionKey: Key.fromKeyArn(scope, 'KeyByArn', importDeployment(Stack.of(scope), stage).keyArn),
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

function acknowledgePull(role: IRole): void {
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'ecr:GetAuthorizationToken is the permission to sign in to the registry; it knows no resource.',
  });
}
