import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledgements.ts';

/** What Step Functions needs to deliver logs; none of these can be narrowed to a log group. */
const deliverLogs = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];
const trace = ['xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

/** The role of a Sync machine: invokes its functions, writes its logs and traces. */
export function machineRole(scope: Construct, functions: readonly string[]): Role {
  const grants = [
    { sid: 'Invoke', actions: ['lambda:InvokeFunction'], resources: [...functions] },
    { sid: 'DeliverLogs', actions: deliverLogs, resources: ['*'] },
    { sid: 'Trace', actions: trace, resources: ['*'] },
  ];
  const statements = grants.map((grant) => new PolicyStatement(grant));
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('states.amazonaws.com'),
    inlinePolicies: { Grants: new PolicyDocument({ statements, minimize: false }) },
  });
  acknowledgeWildcards(role, grants);
  return role;
}
