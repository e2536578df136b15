import { sweep } from '../../distributor/sweep.ts';
import { openExecutions, openLeases, openQueues } from '../../platform/aws/open-ports.ts';
import { openAws, publishOf } from '../aws.ts';
import { gauges } from '../monitoring/gauges.ts';

const aws = openAws('sweep');
const deps = {
  ...aws,
  coordination: openLeases(aws.table, aws.clock),
  executions: openExecutions(aws.deployment),
  queues: openQueues(aws.deployment, aws.clock),
  publish: publishOf(aws),
};

/** Looks after open runs, once a minute, and says how the stage stands. */
export async function handler(): Promise<void> {
  try {
    await sweep(deps);
    aws.telemetry.count(await gauges(deps));
  } catch (error) {
    aws.telemetry.warn('Some run could not be looked after; the next sweep tries again.', error);
    throw error;
  } finally {
    aws.telemetry.end();
  }
}
