import { CfnOutput, Fn, type Stack } from 'aws-cdk-lib';
import type { Deployment } from '../platform/aws/deployment.ts';
import { bucketName } from '../platform/aws/names.ts';

/**
 * What stacks of a stage take from its core stack, because AWS makes these names up; the others follow from the stage.
 * The names of the exports are fixed and always there: the core's template must not say which other stacks exist.
 */
const exported = ['keyArn', 'sealingSecretArn'] as const;

const exportName = (stage: string, field: string): string => `TributaryCore-${stage}-${field}`;

/** The name of the stage's table. */
export function tableName(stage: string): string {
  return `tributary-${stage}`;
}

/** The deployment that a core stack makes. */
export function ownDeployment(
  core: Stack,
  stage: string,
  made: Pick<Deployment, (typeof exported)[number]>,
): Deployment {
  const { region, account } = core;
  const place = { stage, region, account };
  return { ...place, table: tableName(stage), bucket: bucketName(place), ...made };
}

/** Makes the outputs; in the core stack only. */
export function exportDeployment(core: Stack, deployment: Deployment): void {
  for (const field of exported)
    new CfnOutput(core, `Export-${field}`, {
      value: deployment[field],
      exportName: exportName(deployment.stage, field),
    });
}

/** The deployment as another stack of the stage sees it, in the same account and region. */
export function importDeployment(stack: Stack, stage: string): Deployment {
  const take = (field: (typeof exported)[number]): string => Fn.importValue(exportName(stage, field));
  return ownDeployment(stack, stage, { keyArn: take('keyArn'), sealingSecretArn: take('sealingSecretArn') });
}
