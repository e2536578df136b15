import { closeHttpAgents } from '../connectors/request/agents.ts';
import { noCheckpoint } from '../core/fault-points.ts';
import { bindingSettlesMs } from '../infra/binding-settles.ts';
import { killAt } from '../infra/kill-at.ts';
import { servicesOf } from '../infra/services.ts';
import { discoverDeployment } from '../platform/aws/discover.ts';
import { openErpStacks } from '../platform/aws/erp-stacks.ts';
import { openAwsPlatform } from '../platform/aws/platform.ts';
import { randomIds, systemClock } from '../platform/clock.ts';
import type { Environment } from './environment.ts';
import type { Installation } from './installation.ts';
import type { SessionOptions } from './session-options.ts';
import { stageInstallation } from './stage-installation.ts';

/** Finds a stage on AWS, does the work on it, closes. Throws what discoverDeployment does. */
export async function withStage<T>(
  environment: Environment,
  stage: string,
  options: SessionOptions,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const { region, fault, allowHosts } = environment;
  const deployment = await discoverDeployment({ stage, ...(region === undefined ? {} : { region }) });
  const platform = openAwsPlatform({
    deployment,
    clock: systemClock,
    ids: randomIds,
    checkpoint: fault === undefined ? noCheckpoint : killAt(fault),
  });
  const services = servicesOf(platform, {
    allowPrivateHosts: [...allowHosts, ...(options.allowHosts ?? [])],
    bindingSettlesMs,
    onFailure: (batch, error) => options.onFailure?.(`batch ${batch}`, error),
  });
  const stacks = openErpStacks(deployment);
  try {
    return await work(stageInstallation({ platform, services, deployment, findErp: stacks.find }));
  } finally {
    stacks.close();
    closeHttpAgents(services.agents);
    platform.close();
  }
}
