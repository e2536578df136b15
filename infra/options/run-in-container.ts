import { readFileSync } from 'node:fs';
import { Stack, Token } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { StageFunction } from '../constructs/stage-function.ts';
import type { StageSettings } from '../settings.ts';
import type { ErpStack } from '../stacks/erp-stack.ts';
import { ExtractContainer } from './extract-container.ts';

export type RunInContainerOptions = {
  readonly settings: StageSettings;
  readonly connector: string;
  readonly image: string;
  readonly spot: boolean;
};

/**
 * Turns an ERP's stack over to `runtime: container`: its machine starts a Fargate task where it invoked the extract
 * function. The function stays, idle, so that turning back is a deployment of one machine.
 */
export function runInContainer(erp: ErpStack, { settings, connector, image, spot }: RunInContainerOptions): void {
  const extract = part(erp, 'Function-extract', StageFunction);
  const container = new ExtractContainer(erp, {
    ...{ stage: settings.stage, connector, image, spot, role: extract.role },
    logRetention: settings.logDays as never,
    environment: environmentOf(extract),
  });
  const machine = erp.machine.machine.node.defaultChild;
  if (!(machine instanceof CfnStateMachine)) throw new TypeError('The Sync machine is no state machine any more.');
  const sync = JSON.parse(readFileSync(new URL('../sync.asl.json', import.meta.url), 'utf8')) as object;
  machine.definitionString = JSON.stringify(container.definition(sync));
  const { ExtractFunctionArn: _, ...others } = Stack.of(erp).resolve(machine.definitionSubstitutions) as Record<
    string,
    string
  >;
  machine.definitionSubstitutions = { ...others, ...container.substitutions };
  container.grantRun(part(erp.machine, 'Role', Role));
}

function part<T>(
  scope: { readonly node: { findChild(id: string): unknown } },
  id: string,
  kind: abstract new (...args: never[]) => T,
): T {
  const found = scope.node.findChild(id);
  if (found instanceof kind) return found;
  throw new TypeError(`${id} is no ${kind.name} any more: infra/options/run-in-container.ts has to follow.`);
}

/** As the function has it, deploy-time values included. */
function environmentOf({ function: lambda }: StageFunction): Record<string, string> {
  const resource = lambda.node.defaultChild;
  const environment = resource instanceof CfnFunction ? Stack.of(lambda).resolve(resource.environment) : {};
  const { variables = {} } = environment as { readonly variables?: Readonly<Record<string, unknown>> };
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, typeof value === 'string' ? value : Token.asString(value)]),
  );
}
