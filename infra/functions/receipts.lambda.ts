import { receiptHandler } from '../../distributor/settle.ts';
import { openExecutions } from '../../platform/aws/open-ports.ts';
import { openAws } from '../aws.ts';
import { type QueueHandler, queueHandler } from '../handlers.ts';

const aws = openAws('receipts');
const deps = { ...aws, executions: openExecutions(aws.deployment) };

export const handler: QueueHandler = queueHandler(aws.telemetry, receiptHandler(deps));
