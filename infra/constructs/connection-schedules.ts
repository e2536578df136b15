import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLetterQueue } from '../../core/topic-names.ts';
import type { Deployment, ErpDeployment } from '../../platform/aws/deployment.ts';
import { machineArn, physicalName } from '../../platform/aws/names.ts';
import { statementsOf } from '../grants.ts';
import { sealedQueue } from './pointer-queue.ts';

/** Where schedules that could not start their machine leave what they had to say: as dead letters, without a queue. */
export function scheduleQueue(connector: string): string {
  return `schedule.${connector}`;
}

export type ConnectionSchedulesProps = {
  readonly deployment: Deployment;
  readonly key: IKey;
  readonly connector: string;
};

/** Where the schedules of one ERP's connections are put at run time: a group, the role they start its machine with, dead letters. */
export class ConnectionSchedules extends Construct {
  readonly deadLetters: Queue;
  readonly erp: ErpDeployment;

  constructor(scope: Construct, id: string, { deployment, key, connector }: ConnectionSchedulesProps) {
    super(scope, id);
    const { stage } = deployment;
    const name = physicalName(stage, scheduleQueue(connector));
    // With its schedules, when the ERP is taken out of service.
    const group = new ScheduleGroup(this, 'Group', { scheduleGroupName: name, removalPolicy: RemovalPolicy.DESTROY });
    this.deadLetters = sealedQueue(
      this,
      'DeadLetters',
      physicalName(stage, deadLetterQueue(scheduleQueue(connector))),
      key,
    );
    const { queueArn } = this.deadLetters;
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': deployment.account, 'aws:SourceArn': group.scheduleGroupArn },
        },
      }),
      inlinePolicies: {
        Grants: new PolicyDocument({ statements: this.grants(deployment, connector, queueArn), minimize: false }),
      },
    });
    this.erp = {
      connector,
      scheduleGroup: name,
      scheduleRoleArn: role.roleArn,
      scheduleDeadLetterArn: queueArn,
    };
  }

  private grants(deployment: Deployment, connector: string, queueArn: string): PolicyStatement[] {
    return statementsOf(deployment, [
      { sid: 'Start', actions: ['states:StartExecution'], resources: [machineArn(deployment, connector)] },
      { sid: 'KeepFailed', actions: ['sqs:SendMessage'], resources: [queueArn], key: 'sqs' },
    ]);
  }
}
