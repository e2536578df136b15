import { subscriptionOf } from '../../core/topic-names.ts';
import { deliverHandler } from '../../distributor/deliver/deliver-handler.ts';
import { openDeliveries, openExports, openQueues, openSecrets } from '../../platform/aws/open-ports.ts';
import { openAws, publishOf } from '../aws.ts';
import { deliverDepsOf } from '../deliver-deps.ts';
import { deliveryHandler, type QueueHandler } from '../handlers.ts';

const aws = openAws('deliver');
const { deployment, telemetry, clock, allowPrivateHosts } = aws;
const ports = {
  ...aws,
  queues: openQueues(deployment, clock),
  deliveries: openDeliveries(deployment),
  exports: openExports(deployment),
  secrets: openSecrets(deployment),
};
const deps = deliverDepsOf(ports, { publish: publishOf(aws), allowPrivateHosts }, telemetry.warn);

/** Hands messages of delivered subscriptions to their endpoints; each queue has a mapping of its own to this function. */
export const handler: QueueHandler = deliveryHandler({
  telemetry,
  stage: deployment.stage,
  handlerOf: (queue) => deliverHandler(deps, subscriptionOf(queue) ?? ''),
});
