import { SSMClient } from '@aws-sdk/client-ssm';
import { clientOptions } from './client-options.ts';
import type { Deployment, ErpDeployment } from './deployment.ts';
import { findErp } from './discover.ts';

/** The ERP stacks of a stage, for those that have no client of SSM. */
export type ErpStacks = {
  /** Throws NotFound `erp-stack-missing`, which names the command that deploys it. */
  find(connector: string): Promise<ErpDeployment>;
  close(): void;
};

export function openErpStacks({ stage, region }: Deployment): ErpStacks {
  const ssm = new SSMClient(clientOptions(region));
  return { find: (connector) => findErp(ssm, stage, connector), close: () => ssm.destroy() };
}
