import { snapshotHandler } from '../../distributor/snapshot/snapshot-handler.ts';
import { openBlobs, openQueues, openRecords } from '../../platform/aws/open-ports.ts';
import { openAws } from '../aws.ts';
import { type QueueHandler, queueHandler } from '../handlers.ts';

const aws = openAws('snapshot');
const queues = openQueues(aws.deployment, aws.clock);
const deps = { ...aws, queues, records: openRecords(aws.table, openBlobs(aws.deployment)) };

/** Sends parts of snapshots for as long as a call may take, and asks for the rest. */
export const handler: QueueHandler = queueHandler({
  telemetry: aws.telemetry,
  stage: aws.deployment.stage,
  queues,
  handler: snapshotHandler(deps),
});
