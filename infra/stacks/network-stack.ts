import { CfnOutput, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  CfnEIP,
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  type ISubnet,
  type IVpc,
  NatProvider,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export type NetworkStackProps = StackProps & {
  readonly stage: string;
  /** Addresses of the network; choose others where it is to be peered with one that has the same. */
  readonly cidr?: string;
};

/** Where a function or task stands: its subnets, and the group that says what it may send to. */
export type Placement = { readonly subnetIds: readonly string[]; readonly securityGroupId: string };

/** The network as other stacks of the stage see it. */
export type Network = {
  readonly vpcId: string;
  /** For every function but the extract functions: reaches nothing but the endpoints. */
  readonly functions: Placement;
  /** For extract functions and containers: reaches ERPs from the fixed address. */
  readonly extract: Placement;
};

/** Zones, and so subnets of each kind. */
const zones = 2;
const each = Array.from({ length: zones }, (_, index) => index);

/** The network by the names it is exported under, in the same account and region; import it only where it is deployed. */
export function importNetwork(stage: string): Network {
  const value = (name: string): string => Fn.importValue(exportName(stage, name));
  const placement = (name: string): Placement => ({
    subnetIds: each.map((index) => value(`${name}-subnet-${index + 1}`)),
    securityGroupId: value(`${name}-group`),
  });
  return { vpcId: value('vpc'), functions: placement('functions'), extract: placement('extract') };
}

const exportName = (stage: string, name: string): string => `TributaryNetwork-${stage}-${name}`;

/**
 * Services that the functions call, apart from DynamoDB and S3, whose endpoints cost nothing. Each costs per hour and
 * zone, so nothing stands here that is not called: logs, metrics (in the logs) and traces of a function leave by Lambda's
 * own way, SSM and Scheduler are called by the command line only, KMS by the services themselves.
 */
const interfaceEndpoints: Readonly<Record<string, InterfaceVpcEndpointAwsService>> = {
  Sns: InterfaceVpcEndpointAwsService.SNS,
  Sqs: InterfaceVpcEndpointAwsService.SQS,
  StepFunctions: InterfaceVpcEndpointAwsService.STEP_FUNCTIONS,
  SecretsManager: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
};

/**
 * A private network: functions in subnets without any way out, and extract functions in subnets whose only way out is
 * one fixed address that an ERP can allow.
 */
export class NetworkStack extends Stack {
  constructor(scope: Construct, id: string, props: NetworkStackProps) {
    super(scope, id, props);
    const address = new CfnEIP(this, 'Address', { domain: 'vpc' });
    const vpc = privateNetwork(this, address, props);
    logFlows(this, vpc, props.stage);
    const functions = senders(this, 'FunctionsGroup', 'Functions: to the endpoints only', Port.tcp(443), vpc);
    const extract = senders(this, 'ExtractGroup', 'Extract: to ERPs and the endpoints', Port.allTcp(), vpc);
    addEndpoints(this, vpc, [functions, extract]);
    const exported = {
      vpc: vpc.vpcId,
      ...placementOutputs('functions', vpc.isolatedSubnets, functions),
      ...placementOutputs('extract', vpc.privateSubnets, extract),
    };
    for (const [name, value] of Object.entries(exported))
      new CfnOutput(this, `Export-${name}`, { value, exportName: exportName(props.stage, name) });
    new CfnOutput(this, 'FixedAddress', { value: address.attrPublicIp, description: 'The address that ERPs see' });
  }
}

/** Exported whether or not anybody imports it yet, so that a new ERP's stack leaves this one as it is. */
function placementOutputs(
  name: string,
  subnets: readonly ISubnet[],
  group: SecurityGroup,
): Readonly<Record<string, string>> {
  const ids = subnets.map(({ subnetId }, index) => [`${name}-subnet-${index + 1}`, subnetId] as const);
  return { ...Object.fromEntries(ids), [`${name}-group`]: group.securityGroupId };
}

function privateNetwork(stack: Stack, address: CfnEIP, { stage, cidr = '10.64.0.0/16' }: NetworkStackProps): IVpc {
  const network = new Vpc(stack, 'Network', {
    vpcName: `tributary-${stage}`,
    ipAddresses: IpAddresses.cidr(cidr),
    // Named so that synthesis never asks an account which zones it has.
    availabilityZones: each.map((index) => Fn.select(index, Fn.getAzs())),
    // One address, as one is what an ERP's administrator allows; a zone that fails stops extraction, and nothing is lost.
    natGateways: 1,
    natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
    restrictDefaultSecurityGroup: true,
    subnetConfiguration: [
      { name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false },
      { name: 'extract', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 22 },
      { name: 'functions', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 22 },
    ],
  });
  return network as IVpc;
}

function logFlows(stack: Stack, vpc: IVpc, stage: string): void {
  const logGroup = new LogGroup(stack, 'Flows', {
    logGroupName: `/tributary/${stage}/flows`,
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const destination = FlowLogDestination.toCloudWatchLogs(logGroup);
  vpc.addFlowLog('FlowLog', { destination, trafficType: FlowLogTrafficType.ALL });
}

function senders(stack: Stack, id: string, description: string, port: Port, vpc: IVpc): SecurityGroup {
  const group = new SecurityGroup(stack, id, { vpc, description, allowAllOutbound: false });
  group.addEgressRule(Peer.anyIpv4(), port, 'How far it comes is decided by the routes of its subnet');
  return group;
}

function addEndpoints(stack: Stack, vpc: IVpc, groups: readonly SecurityGroup[]): void {
  vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
  vpc.addGatewayEndpoint('DynamoDb', { service: GatewayVpcEndpointAwsService.DYNAMODB });
  const group = new SecurityGroup(stack, 'EndpointsGroup', {
    vpc,
    description: 'Endpoints: reached by the functions',
    allowAllOutbound: false,
  });
  for (const sender of groups) group.addIngressRule(sender, Port.tcp(443));
  for (const [id, service] of Object.entries(interfaceEndpoints))
    vpc.addInterfaceEndpoint(id, {
      service,
      open: false,
      securityGroups: [group],
      subnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    });
}
