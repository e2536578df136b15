import { Aws, CfnOutput, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnInstance, CfnService, HttpNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import type { Construct } from 'constructs';
import { stagePrefix } from '../../platform/aws/names.ts';
import { coreEndpoints, type Endpoint, erpEndpoints } from '../options/endpoints.ts';

export type DirectoryStackProps = StackProps & { readonly stage: string };

/**
 * A Cloud Map namespace in which programs of the same account look up every topic, queue, machine and URL of the stage.
 * It holds names, so it depends on no other stack, and an ERP registers its own endpoints from its own stack.
 */
export class DirectoryStack extends Stack {
  constructor(scope: Construct, id: string, props: DirectoryStackProps) {
    super(scope, id, props);
    const name = stagePrefix(props.stage).slice(0, -1);
    const { namespaceId } = new HttpNamespace(this, 'Namespace', { name, description: 'Endpoints of Tributary' });
    new CfnOutput(this, 'Export-namespace', { value: namespaceId, exportName: exportName(props.stage) });
    register(this, namespaceId, 'core', coreEndpoints(placeOf(this, props.stage)));
  }
}

const exportName = (stage: string): string => `TributaryDirectory-${stage}-namespace`;

/** Registers an ERP's endpoints in the stage's directory; the entries belong to the ERP's stack. */
export function registerErp(stack: Stack, stage: string, connector: string): void {
  const endpoints = erpEndpoints(placeOf(stack, stage), connector);
  register(stack, Fn.importValue(exportName(stage)), `erp-${connector}`, endpoints);
}

/** Registers an address that only exists once the stack is deployed, such as the API's. */
export function registerUrl(stack: Stack, stage: string, name: string, url: string): void {
  register(stack, Fn.importValue(exportName(stage)), name, [{ name, attributes: { url } }]);
}

function register(stack: Stack, namespaceId: string, service: string, endpoints: readonly Endpoint[]): void {
  const { attrId } = new CfnService(stack, `Directory-${service}`, { name: service, namespaceId, type: 'HTTP' });
  for (const { name, attributes } of endpoints)
    new CfnInstance(stack, `Directory-${service}-${name}`, {
      serviceId: attrId,
      instanceId: name,
      instanceAttributes: attributes,
    });
}

function placeOf(stack: Stack, stage: string): Parameters<typeof coreEndpoints>[0] {
  return { stage, region: stack.region, account: stack.account, urlSuffix: Aws.URL_SUFFIX };
}
