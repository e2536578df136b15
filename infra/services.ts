import type { ExtractDeps } from '../connectors/extract.ts';
import { createHttpAgents } from '../connectors/request/agents.ts';
import type { CommitDeps } from '../distributor/commit.ts';
import type { PauseDeps } from '../distributor/deliver/pause.ts';
import { publisher } from '../distributor/publish.ts';
import type { SnapshotRequestDeps } from '../distributor/snapshot/request.ts';
import type { SweepDeps } from '../distributor/sweep.ts';
import type { Platform, Publish } from '../platform/ports.ts';
import { streamCompiler } from '../transformer/compiled-stream.ts';
import type { PlanDeps } from '../transformer/plan.ts';
import type { ReplayDeps } from '../transformer/quarantine/replay.ts';
import type { TransformDeps } from '../transformer/transform.ts';

/** What each service needs, made of a platform: the same on both. */
export type Services = PlanDeps &
  ExtractDeps &
  TransformDeps &
  CommitDeps &
  SweepDeps &
  SnapshotRequestDeps &
  PauseDeps &
  ReplayDeps & { readonly publish: Publish };

export type ServiceOptions = Pick<ExtractDeps, 'allowPrivateHosts' | 'visitMs'> &
  Pick<PlanDeps, 'visitsPerExecution'> &
  Pick<TransformDeps, 'onFailure'> &
  Pick<SnapshotRequestDeps, 'bindingSettlesMs'>;

export function servicesOf(platform: Platform, options: ServiceOptions): Services {
  return {
    ...platform,
    ...options,
    agents: createHttpAgents(),
    publish: publisher(platform.topics, platform.clock),
    compiler: streamCompiler(platform),
  };
}
