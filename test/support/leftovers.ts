import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListScheduleGroupsCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { clientOptions } from '../../platform/aws/client-options.ts';
import { emulatorRegion } from './emulator.ts';

/** Everything of Tributary that an emulator still holds, whatever the stage; the CDK's own bootstrap is not ours. */
export async function leftOf(endpoint: string): Promise<readonly string[]> {
  const options = { ...clientOptions(emulatorRegion), endpoint };
  const lists = await Promise.all([
    names(new CloudFormationClient(options).send(new DescribeStacksCommand({})), ({ Stacks }) =>
      Stacks?.filter((stack) => stack.StackStatus !== 'DELETE_COMPLETE').map(({ StackName }) => StackName),
    ),
    names(new DynamoDBClient(options).send(new ListTablesCommand({})), ({ TableNames }) => TableNames),
    names(new S3Client(options).send(new ListBucketsCommand({})), ({ Buckets }) => Buckets?.map(({ Name }) => Name)),
    names(new SchedulerClient(options).send(new ListSchedulesCommand({})), ({ Schedules }) =>
      Schedules?.map(({ GroupName, Name }) => `${GroupName}/${Name}`),
    ),
    names(new SchedulerClient(options).send(new ListScheduleGroupsCommand({})), ({ ScheduleGroups }) =>
      ScheduleGroups?.map(({ Name }) => Name),
    ),
    names(new SecretsManagerClient(options).send(new ListSecretsCommand({})), ({ SecretList }) =>
      SecretList?.map(({ Name }) => Name),
    ),
    names(new SFNClient(options).send(new ListStateMachinesCommand({})), ({ stateMachines }) =>
      stateMachines?.map(({ name }) => name),
    ),
    names(new SNSClient(options).send(new ListTopicsCommand({})), ({ Topics }) =>
      Topics?.map(({ TopicArn }) => TopicArn),
    ),
    names(new SQSClient(options).send(new ListQueuesCommand({})), ({ QueueUrls }) => QueueUrls),
    names(
      new SSMClient(options).send(new GetParametersByPathCommand({ Path: '/tributary', Recursive: true })),
      ({ Parameters }) => Parameters?.map(({ Name }) => Name),
    ),
  ]);
  return lists.flat().filter((name) => /tributary/i.test(name));
}

async function names<T>(
  answer: Promise<T>,
  pick: (answer: T) => readonly (string | undefined)[] | undefined,
): Promise<readonly string[]> {
  return (pick(await answer) ?? []).filter((name) => name !== undefined);
}
