import { createHttpAgents } from '../../connectors/request/agents.ts';
import { openBlobs, openCoordination, openSecrets } from '../../platform/aws/open-ports.ts';
import { openAws, publishOf } from '../aws.ts';
import { type StateHandler, stateHandler } from '../handlers.ts';
import { measuredBudget } from '../monitoring/measured-budget.ts';
import { extractFunction } from '../steps/extract.ts';

const aws = openAws('extract');
const budget = measuredBudget(openCoordination(aws.deployment, aws.table, aws.clock), aws.clock);
const deps = {
  ...aws,
  blobs: openBlobs(aws.deployment),
  coordination: budget.coordination,
  secrets: openSecrets(aws.deployment),
  publish: publishOf(aws),
  agents: createHttpAgents(),
};

/** The machine waits for 890 s (infra/sync.asl.json) of Lambda's 900: by then this work is over, and a second one may begin. */
const reserveMs = 30_000;

export const handler: StateHandler = stateHandler(
  aws.telemetry,
  extractFunction(() => deps),
  reserveMs,
  budget.read,
);
