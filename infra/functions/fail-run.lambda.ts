import { openExecutions, openLeases } from '../../platform/aws/open-ports.ts';
import { openAws, publishOf } from '../aws.ts';
import { type StateHandler, stateHandler } from '../handlers.ts';
import { failRunFunction } from '../steps/fail-run.ts';

const aws = openAws('fail-run');
const deps = {
  ...aws,
  coordination: openLeases(aws.table, aws.clock),
  executions: openExecutions(aws.deployment),
  publish: publishOf(aws),
};

export const handler: StateHandler = stateHandler(
  aws.telemetry,
  failRunFunction(() => deps),
);
