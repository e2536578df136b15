import { openBlobs, openExecutions, openLeases } from '../../platform/aws/open-ports.ts';
import { streamCompiler } from '../../transformer/compiled-stream.ts';
import { openAws } from '../aws.ts';
import { type StateHandler, stateHandler } from '../handlers.ts';
import { planFunction } from '../steps/plan.ts';

const aws = openAws('plan');
const catalogue = { documents: aws.documents, blobs: openBlobs(aws.deployment) };
const deps = {
  ...aws,
  ...catalogue,
  coordination: openLeases(aws.table, aws.clock),
  executions: openExecutions(aws.deployment),
  compiler: streamCompiler(catalogue),
};

export const handler: StateHandler = stateHandler(
  aws.telemetry,
  planFunction(() => deps),
);
