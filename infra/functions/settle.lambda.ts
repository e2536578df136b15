import { openExecutions, openLeases } from '../../platform/aws/open-ports.ts';
import { openAws } from '../aws.ts';
import { type StateHandler, stateHandler } from '../handlers.ts';
import { settleFunction } from '../steps/settle.ts';

const aws = openAws('settle');
const deps = {
  ...aws,
  coordination: openLeases(aws.table, aws.clock),
  executions: openExecutions(aws.deployment),
};

export const handler: StateHandler = stateHandler(
  aws.telemetry,
  settleFunction(() => deps),
);
