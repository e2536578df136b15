import {
  BootstraplessSynthesizer,
  type Environment,
  type IStackSynthesizer,
  Stack,
  type StackProps,
  Tags,
} from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';
import { physicalName } from '../../platform/aws/names.ts';
import { bootstrapRoleArn } from '../bootstrap-roles.ts';

export type CostStackProps = Omit<StackProps, 'env'> & {
  readonly stage: string;
  /** What the stage may cost in a month. */
  readonly dollarsPerMonth: number;
  /** Who is told. */
  readonly address: string;
  /** Where the stage is; budgets belong to the account, and CloudFormation makes them in some regions only. */
  readonly env: Environment;
};

/** CloudFormation knows budgets here, and in half of the other regions. */
export const costRegion = 'us-east-1';

export const costStackName = (stage: string): string => `TributaryCost-${stage}`;

/**
 * Tells an address when the stage's resources, known by their tag, are on the way to cost more than so much in a month.
 * It is deployed by the bootstrap of the stage's own region, so that no other region has to be prepared for it.
 */
export class CostStack extends Stack {
  constructor(scope: Construct, id: string, { stage, dollarsPerMonth, address, env, ...props }: CostStackProps) {
    const synthesizer = new BootstraplessSynthesizer({
      deployRoleArn: bootstrapRoleArn('deploy', env),
      cloudFormationExecutionRoleArn: bootstrapRoleArn('cfn-exec', env),
    });
    super(scope, id, {
      stackName: costStackName(stage),
      ...props,
      // Its declaration leaves out that bootstrapQualifier may be undefined.
      synthesizer: synthesizer as IStackSynthesizer,
      env: { ...env, region: costRegion },
    });
    Tags.of(this).add('tributary:stage', stage);
    const subscribers = [{ subscriptionType: 'EMAIL', address }];
    const tell = (notificationType: 'FORECASTED' | 'ACTUAL', threshold: number) => ({
      notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
      subscribers,
    });
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: physicalName(stage, 'cost'),
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: dollarsPerMonth, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:tributary:stage$${stage}`] },
      },
      notificationsWithSubscribers: [tell('FORECASTED', 100), tell('ACTUAL', 80)],
    });
  }
}
