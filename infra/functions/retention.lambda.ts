import { prune } from '../../distributor/retention/prune.ts';
import { openLeases, openRetention } from '../../platform/aws/open-ports.ts';
import { openAws } from '../aws.ts';
import { retentionHandler, type Time } from '../handlers.ts';

const aws = openAws('retention');
const deps = {
  ...aws,
  coordination: openLeases(aws.table, aws.clock),
  retention: openRetention(aws.deployment, aws.table, aws),
};

/** Removes what is older than the policy says, each day; what its time is too short for goes the next day. */
export const handler: (event: unknown, context: Time) => Promise<void> = retentionHandler({
  telemetry: aws.telemetry,
  prune: (signal) => prune(deps, { dryRun: false, signal }),
});
