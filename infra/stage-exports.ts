import { CfnOutput, Fn, type Stack } from 'aws-cdk-lib';
import type { Deployment } from '../platform/aws/deployment.ts';

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

/** The name of the stage's bucket: the only name that has to differ from those of all other accounts in the world. */
export function bucketName({ account, region }: Stack, stage: string): string {
  return `tributary-${stage}-${account}-${region}`;
}

/** The deployment that a core stack makes. */
export function ownDeployment(
  core: Stack,
  stage: string,
  made: Pick<Deployment, (typeof exported)[number]>,
): Deployment {
  const { region, account } = core;
  return { stage, region, account, table: tableName(stage), bucket: bucketName(core, stage), ...made };
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
