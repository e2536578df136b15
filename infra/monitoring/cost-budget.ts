import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';
import { physicalName } from '../../platform/aws/names.ts';

/** Tells the address when the stage's resources (by their tag) are on the way to cost more than so much in a month. */
export function addCostBudget(
  scope: Construct,
  options: { readonly stage: string; readonly dollarsPerMonth: number; readonly address: string },
): CfnBudget {
  const subscribers = [{ subscriptionType: 'EMAIL', address: options.address }];
  return new CfnBudget(scope, 'CostBudget', {
    budget: {
      budgetName: physicalName(options.stage, 'cost'),
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: options.dollarsPerMonth, unit: 'USD' },
      costFilters: { TagKeyValue: [`user:tributary:stage$${options.stage}`] },
    },
    notificationsWithSubscribers: [
      {
        notification: {
          notificationType: 'FORECASTED',
          comparisonOperator: 'GREATER_THAN',
          threshold: 100,
          thresholdType: 'PERCENTAGE',
        },
        subscribers,
      },
      {
        notification: {
          notificationType: 'ACTUAL',
          comparisonOperator: 'GREATER_THAN',
          threshold: 80,
          thresholdType: 'PERCENTAGE',
        },
        subscribers,
      },
    ],
  });
}
