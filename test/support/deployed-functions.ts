import { type Deployment, deploymentVariables } from '../../platform/aws/deployment.ts';
import { type LambdaFunction, lambdaFunction } from './lambda-function.ts';

/** The functions of one ERP and of the core, as the stacks deploy them. */
export type DeployedFunctions = Readonly<Record<FunctionName, LambdaFunction>>;
export type FunctionName = 'plan' | 'extract' | 'transform' | 'receipts' | 'settle' | 'commit' | 'fail-run' | 'sweep';

type Options = {
  readonly endpoints: Readonly<Record<string, string>>;
  readonly allowHosts: readonly string[];
  readonly onDeath?: () => Promise<void>;
};

/** Their time limits are those of infra/core-functions.ts and infra/stacks/erp-stack.ts. */
export function deployFunctions(deployment: Deployment, options: Options): DeployedFunctions {
  const values = deployment as Readonly<Record<string, string>>;
  const env = {
    ...options.endpoints,
    ...Object.fromEntries(Object.entries(deploymentVariables).map(([field, name]) => [name, values[field] ?? ''])),
    TRIBUTARY_ALLOW_HOSTS: options.allowHosts.join(','),
  };
  const deploy = (entry: FunctionName, seconds: number): LambdaFunction =>
    lambdaFunction({
      ...{ entry, seconds },
      env: { ...env, AWS_LAMBDA_FUNCTION_NAME: `tributary-${deployment.stage}-${entry}` },
      ...(options.onDeath ? { onDeath: options.onDeath } : {}),
    });
  return {
    plan: deploy('plan', 60),
    extract: deploy('extract', 900),
    transform: deploy('transform', 30),
    receipts: deploy('receipts', 30),
    settle: deploy('settle', 60),
    commit: deploy('commit', 60),
    'fail-run': deploy('fail-run', 60),
    sweep: deploy('sweep', 55),
  };
}
