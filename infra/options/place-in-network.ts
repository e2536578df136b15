import { type IAspect, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { physicalName } from '../../platform/aws/names.ts';
import { StageFunction } from '../constructs/stage-function.ts';
import { importNetwork } from '../stacks/network-stack.ts';

/** What Lambda does in the function's name to join a network; none of it can be bound to one resource beforehand. */
const joinActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Puts every function of the stage into the network, extract functions where the fixed address is: add it to the app
 * with `Aspects.of(app).add(…)`. CDK's own helpers stay outside.
 */
export function placeInNetwork(stage: string, network: Stack): IAspect {
  const { functions, extract } = importNetwork(stage);
  return {
    visit: (node) => {
      if (!(node instanceof StageFunction)) return;
      const resource = node.function.node.defaultChild;
      if (!(resource instanceof CfnFunction)) return;
      const isExtract = resource.functionName?.startsWith(physicalName(stage, 'extract.'));
      const { subnetIds, securityGroupId } = isExtract ? extract : functions;
      resource.vpcConfig = { subnetIds: [...subnetIds], securityGroupIds: [securityGroupId] };
      const join = new PolicyStatement({ sid: 'Join', actions: joinActions, resources: ['*'] });
      node.role.addToPrincipalPolicy(join);
      Validations.of(node).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason:
          'Lambda makes network interfaces whose names nobody knows beforehand; the actions are only those it needs.',
      });
      Stack.of(node).addStackDependency(network);
    },
  };
}
