import { openQueues } from '../../platform/aws/open-ports.ts';
import { openAws } from '../aws.ts';
import { type QueueHandler, queueHandler } from '../handlers.ts';
import { measuresOf } from '../monitoring/measures.ts';

const aws = openAws('monitor');

/** Turns notifications into numbers. What it cannot read it leaves to the dead letters. */
export const handler: QueueHandler = queueHandler({
  telemetry: aws.telemetry,
  stage: aws.deployment.stage,
  queues: openQueues(aws.deployment, aws.clock),
  handler: async (messages) => {
    for (const { body } of messages) aws.telemetry.count(measuresOf(body));
    return [];
  },
});
