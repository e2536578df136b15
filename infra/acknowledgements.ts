import { Stack, Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Grant } from './grants.ts';

/*
 * Findings of cdk-nag's AwsSolutions that stand, each with its reason. What is not in this file stops `cdk synth`.
 */

/** One finding at one construct: `at` ends its path. */
export type Acknowledgement = { readonly at: string; readonly id: string; readonly reason: string };

export const acknowledgements: readonly Acknowledgement[] = [
  {
    at: 'TributaryCore/Bucket',
    id: 'AwsSolutions-S1',
    reason:
      'Who touched which object is recorded as data events of CloudTrail; server access logs would repeat it, late and without guarantee, in a second bucket.',
  },
  {
    at: 'TributaryAudit/TrailBucket',
    id: 'AwsSolutions-S1',
    reason: 'It holds the record of who did what; a record of who read the record needs no third bucket.',
  },
  {
    at: 'TributaryCore/Sealing',
    id: 'AwsSolutions-SMG4',
    reason:
      'It seals access tokens that live for minutes and can be asked for again; changing it at any time costs one refresh per connection, and nothing has to be told.',
  },
  {
    at: '/Schedules/DeadLetters',
    id: 'AwsSolutions-SQS3',
    reason: 'It is the dead-letter queue itself: of schedules, which are made at run time.',
  },
];

/** Why grants name more than one resource, by their sid in infra/grants.ts and infra/constructs/machine-role.ts. */
export const wildcards: Readonly<Record<string, string>> = {
  WriteLogs: 'Streams of its own log group, which Lambda makes and names.',
  Trace: 'X-Ray knows no resources.',
  DeliverLogs: 'Log deliveries of Step Functions know no resources.',
  ReadBlobs: 'Objects under one prefix; their names are not known beforehand.',
  DeleteBlobs: 'Objects under one prefix; their names are not known beforehand.',
  WriteBlobs: 'Objects under one prefix; their names are not known beforehand.',
  ReadSecrets:
    'Secrets of connections and webhooks, made at run time; the condition lets a role read those that are tagged as its own.',
  Publish: 'The sweep publishes lost pointers again, to the topics of ERPs that the core must not know.',
  CountQueues: 'The sweep looks at the queues of ERPs that the core must not know.',
  ListQueues: 'Listing queues knows no resources.',
  DescribeExecutions: 'Executions of the Sync machines of the stage: of ERPs that the core must not know.',
  Consume: 'Queues of subscriptions, made at run time.',
  Send: 'Queues of subscriptions and their dead letters, made at run time.',
  ListDeliveries: 'Listing event source mappings knows no resources.',
  PauseDeliveries:
    'Event source mappings are made at run time; the condition lets only those be changed that lead to the deliver function.',
  StartExecutions: 'Settle and the sweep continue runs of ERPs that the core must not know.',
  CompleteTasks: 'Tasks of the Sync machines of the stage: of ERPs that the core must not know.',
};

/** Acknowledges the wildcards of a role's grants, as far as this file has a reason for them. */
export function acknowledgeWildcards(role: IConstruct, grants: readonly Pick<Grant, 'sid' | 'resources'>[]): void {
  const { account, region } = Stack.of(role);
  // As cdk-nag writes an account or region that is only known when the stack is deployed.
  const shown = (resource: string): string =>
    resource
      .replaceAll(account, Token.isUnresolved(account) ? '<AWS::AccountId>' : account)
      .replaceAll(region, Token.isUnresolved(region) ? '<AWS::Region>' : region);
  for (const { sid, resources } of grants) {
    const reason = wildcards[sid];
    if (reason === undefined) continue;
    for (const resource of resources.filter((name) => name.includes('*')))
      Validations.of(role).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[Resource::${shown(resource)}]`, reason });
  }
}

/** Acknowledges the findings of the list, wherever their constructs are in the tree. */
export function acknowledgeFindings(tree: IConstruct): void {
  for (const construct of tree.node.findAll())
    for (const { at, id, reason } of acknowledgements)
      if (`/${construct.node.path}`.endsWith(at.startsWith('/') ? at : `/${at}`))
        Validations.of(construct).acknowledge({ id: `AwsSolutions::${id}`, reason });
}
