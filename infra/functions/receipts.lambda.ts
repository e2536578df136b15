import { receiptHandler } from '../../distributor/settle.ts';
import { openExecutions, openQueues } from '../../platform/aws/open-ports.ts';
import { openAws } from '../aws.ts';
import { type QueueHandler, queueHandler } from '../handlers.ts';

const aws = openAws('receipts');
const deps = { ...aws, executions: openExecutions(aws.deployment) };

export const handler: QueueHandler = queueHandler({
  telemetry: aws.telemetry,
  stage: aws.deployment.stage,
  queues: openQueues(aws.deployment, aws.clock),
  handler: receiptHandler(deps),
});
