import { createHttpAgents } from '../../connectors/request/agents.ts';
import { openBlobs, openCoordination, openSecrets } from '../../platform/aws/open-ports.ts';
import { openAws, publishOf } from '../aws.ts';
import { extractFunction } from '../steps/extract.ts';
import { type StateHandler, stateHandler } from '../handlers.ts';

const aws = openAws('extract');
const deps = {
  ...aws,
  blobs: openBlobs(aws.deployment),
  coordination: openCoordination(aws.deployment, aws.table, aws.clock),
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
);
