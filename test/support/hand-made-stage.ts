import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateScheduleGroupCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { clientOptions } from '../../platform/aws/client-options.ts';
import type { Deployment, ErpDeployment } from '../../platform/aws/deployment.ts';
import { machineName, parameterPath, physicalName } from '../../platform/aws/names.ts';
import { freshTable } from './aws-table.ts';
import { emulatorAccount, emulatorRegion } from './emulator.ts';

/** As much of a deployed stage as commands touch, made without the stacks. */
export type HandMadeStage = {
  readonly deployment: Deployment;
  /** Makes what the stack of an ERP would; its machine waits for ever, or fails at once for the connection "broken". */
  deployErp(connector: string): Promise<ErpDeployment>;
};

const options = clientOptions(emulatorRegion);
const arn = (service: string, name: string): string =>
  `arn:aws:${service}:${emulatorRegion}:${emulatorAccount}:${name}`;
const role = `arn:aws:iam::${emulatorAccount}:role/tributary-test`;

/** Call useEmulator first. */
export async function makeStage(stage: string, topics: readonly string[]): Promise<HandMadeStage> {
  const { table } = await freshTable();
  const bucket = `tributary-${stage}-${table.name.slice(-12)}`;
  await new S3Client({ ...options, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: bucket }));
  const secret = new CreateSecretCommand({ Name: `tributary/${stage}/sealing`, SecretString: 'for tests' });
  const sealing = await new SecretsManagerClient(options).send(secret);
  const sns = new SNSClient(options);
  for (const topic of topics) await sns.send(new CreateTopicCommand({ Name: physicalName(stage, topic) }));
  const deployment: Deployment = {
    stage,
    region: emulatorRegion,
    account: emulatorAccount,
    table: table.name,
    bucket,
    keyArn: arn('kms', 'key/00000000-0000-0000-0000-000000000000'),
    sealingSecretArn: sealing.ARN ?? '',
  };
  await putParameter(`${parameterPath(stage)}/core`, deployment);
  return { deployment, deployErp: (connector) => deployErp(stage, connector) };
}

async function deployErp(stage: string, connector: string): Promise<ErpDeployment> {
  const erp: ErpDeployment = {
    connector,
    scheduleGroup: physicalName(stage, connector),
    scheduleRoleArn: role,
    scheduleDeadLetterArn: arn('sqs', physicalName(stage, `schedules.${connector}`)),
  };
  await new SchedulerClient(options).send(new CreateScheduleGroupCommand({ Name: erp.scheduleGroup }));
  const machine = new CreateStateMachineCommand({
    name: machineName(stage, connector),
    roleArn: role,
    definition: JSON.stringify(definition),
  });
  await new SFNClient(options).send(machine);
  await putParameter(`${parameterPath(stage)}/erp/${connector}`, erp);
  return erp;
}

const definition = {
  StartAt: 'Which',
  States: {
    Which: {
      Type: 'Choice',
      Choices: [{ Variable: '$.connection', StringEquals: 'broken', Next: 'Broken' }],
      Default: 'UnderWay',
    },
    Broken: {
      Type: 'Fail',
      Error: 'CredentialsRejected',
      Cause: 'The ERP does not accept them. [credentials-rejected]',
    },
    UnderWay: { Type: 'Wait', Seconds: 3_600, End: true },
  },
};

async function putParameter(name: string, value: object): Promise<void> {
  await new SSMClient(options).send(
    new PutParameterCommand({ Name: name, Type: 'String', Value: JSON.stringify(value), Overwrite: true }),
  );
}
