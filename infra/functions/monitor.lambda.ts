import { openQueues } from '../../platform/aws/open-ports.ts';
import { openAws } from '../aws.ts';
import { type QueueHandler, queueHandler } from '../handlers.ts';
import { countingHandler } from '../monitoring/counting-handler.ts';

const aws = openAws('monitor');

export const handler: QueueHandler = queueHandler({
  telemetry: aws.telemetry,
  stage: aws.deployment.stage,
  queues: openQueues(aws.deployment, aws.clock),
  handler: countingHandler(aws.telemetry),
});
