import { afterAll, describe, expect, test } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { importNetwork, NetworkStack } from '../../../infra/stacks/network-stack.ts';
import { plainApp } from '../../support/synthesise.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const home = temporaryDirectory();
afterAll(() => home.remove());
const app = plainApp(home.path);
const stack = new NetworkStack(app, 'TributaryNetwork', { stage: 'dev', env: { region: 'eu-north-1' } });
const network = Template.fromStack(stack);

describe('the private network', () => {
  test('has one way out, from one fixed address', () => {
    network.resourceCountIs('AWS::EC2::NatGateway', 1);
    network.resourceCountIs('AWS::EC2::EIP', 1);
    network.hasResourceProperties('AWS::EC2::NatGateway', {
      AllocationId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Address'), 'AllocationId'] },
    });
    network.hasOutput('FixedAddress', {});
  });

  test('the functions’ subnets have no way out at all', () => {
    const routes = Object.values(network.findResources('AWS::EC2::Route'));
    const tables = routes.map(({ Properties }) => String(Properties.RouteTableId.Ref));
    expect(tables.filter((table) => table.includes('functions'))).toEqual([]);
    expect(tables.filter((table) => table.includes('extract'))).toHaveLength(2);
  });

  // What the functions call; DynamoDB and S3 by gateways, which cost nothing.
  test('has endpoints for exactly the services that functions call', () => {
    const endpoints = Object.values(network.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) => {
      const name = JSON.stringify(Properties.ServiceName);
      return `${Properties.VpcEndpointType} ${/([a-z0-9]+)"[\]}]*$/.exec(name)?.[1] ?? name}`;
    });
    expect(endpoints.toSorted()).toEqual([
      'Gateway dynamodb',
      'Gateway s3',
      'Interface secretsmanager',
      'Interface sns',
      'Interface sqs',
      'Interface states',
    ]);
  });

  test('its endpoints answer the functions only, its default group nobody, and its flows are logged', () => {
    const ingress = Object.values(network.findResources('AWS::EC2::SecurityGroupIngress'));
    expect(ingress).toHaveLength(2);
    for (const { Properties } of ingress) expect(Properties).toMatchObject({ FromPort: 443, ToPort: 443 });
    network.resourceCountIs('Custom::VpcRestrictDefaultSG', 1);
    network.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'ALL' });
  });

  test('exports what other stacks import', () => {
    const exported = Object.values(network.findOutputs('*')).flatMap(({ Export }) => (Export ? [Export.Name] : []));
    const imported = JSON.stringify(stack.resolve(importNetwork('dev')));
    expect(exported.toSorted()).toEqual([...new Set(imported.match(/TributaryNetwork-dev-[\w-]+/g))].toSorted());
  });
});
