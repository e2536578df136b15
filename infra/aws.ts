import { TributaryError } from '../core/errors.ts';
import type { Checkpoint } from '../core/fault-points.ts';
import { noCheckpoint, parseFault } from '../core/fault-points.ts';
import { publisher } from '../distributor/publish.ts';
import type { Deployment } from '../platform/aws/deployment.ts';
import { deploymentFromEnvironment } from '../platform/aws/discover.ts';
import { openRows, openStageTable, openTopics } from '../platform/aws/open-ports.ts';
import type { Table } from '../platform/aws/table.ts';
import { randomIds, systemClock } from '../platform/clock.ts';
import type { Clock, Documents, Ids, Ledger, Publish } from '../platform/ports.ts';
import { killAt } from './kill-at.ts';
import { createTelemetry, type Telemetry } from './monitoring/telemetry.ts';

/** What every function starts from; the other ports it needs it opens itself (platform/aws/open-ports.ts). */
export type Aws = {
  readonly deployment: Deployment;
  readonly telemetry: Telemetry;
  readonly table: Table;
  readonly documents: Documents;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly checkpoint: Checkpoint;
  /** Private or loopback hosts that connectors may reach. */
  readonly allowPrivateHosts: readonly string[];
};

/** Hosts the stacks allow, separated by commas. */
export const allowHostsVariable = 'TRIBUTARY_ALLOW_HOSTS';

/** Where the test harness ends the process, such as `declared:2`; the stacks never set it. */
export const faultVariable = 'TRIBUTARY_FAULT';

/** Opens a stage from a function's environment, once per container. Throws InvalidInput naming every variable that is missing. */
export function openAws(service: string, env: NodeJS.ProcessEnv = process.env): Aws {
  const deployment = deploymentFromEnvironment(env);
  const table = openStageTable(deployment);
  return {
    deployment,
    telemetry: createTelemetry(service, deployment.stage),
    table,
    ...openRows(table, systemClock),
    clock: systemClock,
    ids: randomIds,
    checkpoint: checkpointOf(env[faultVariable]),
    allowPrivateHosts: (env[allowHostsVariable] ?? '').split(',').filter((host) => host !== ''),
  };
}

function checkpointOf(text: string | undefined): Checkpoint {
  if (!text) return noCheckpoint;
  const fault = parseFault(text);
  if (fault) return killAt(fault);
  const message = `${faultVariable} is "${text}": it names a point and its occurrence, such as declared:2. Remove it from the function's environment.`;
  throw new TributaryError('InvalidInput', { code: 'fault-unreadable', message });
}

/** Publishes to the topics of the stage. */
export function publishOf({ deployment, documents, clock }: Aws): Publish {
  return publisher(openTopics(deployment, documents), clock);
}
