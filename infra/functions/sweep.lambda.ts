import { startDueSnapshots } from '../../distributor/snapshot/snapshot-handler.ts';
import { sweep } from '../../distributor/sweep.ts';
import { openExecutions, openLeases, openQueues } from '../../platform/aws/open-ports.ts';
import { openAws, publishOf } from '../aws.ts';
import { sweepHandler } from '../handlers.ts';
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
export const handler: () => Promise<void> = sweepHandler({
  telemetry: aws.telemetry,
  sweep: async () => {
    try {
      await sweep(deps);
    } finally {
      await startDueSnapshots(deps);
    }
  },
  gauges: () => gauges(deps),
});
