import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  type EventSourceMappingConfiguration,
  type LambdaClient,
  paginateListEventSourceMappings,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { TributaryError } from '../../core/errors.ts';
import type { Deliveries, Delivery } from '../ports.ts';
import { calling, isAwsError } from './aws-fault.ts';
import type { Deployment } from './deployment.ts';
import { deliverFunction, logicalName, physicalName, queueArn } from './names.ts';

/** Lambda's least and most for one queue. */
const least = 2;
const most = 1_000;

/**
 * One event source mapping per delivered queue: each has its own pollers and its own limit, so that no endpoint waits for
 * another. One message per call, because an endpoint answers for one.
 */
export function awsDeliveries(deployment: Deployment, lambda: LambdaClient): Deliveries {
  const FunctionName = physicalName(deployment.stage, deliverFunction);
  const mappingOf = async (queue: string): Promise<EventSourceMappingConfiguration | undefined> =>
    (await mappings(lambda, FunctionName)).find(({ EventSourceArn }) => EventSourceArn === queueArn(deployment, queue));
  return {
    start: async (queue, { concurrency }) => {
      const limit = { MaximumConcurrency: Math.min(Math.max(concurrency, least), most) };
      const present = await mappingOf(queue);
      const command = present
        ? new UpdateEventSourceMappingCommand({ UUID: present.UUID, Enabled: true, ScalingConfig: limit })
        : new CreateEventSourceMappingCommand({
            FunctionName,
            EventSourceArn: queueArn(deployment, queue),
            BatchSize: 1,
            FunctionResponseTypes: ['ReportBatchItemFailures'],
            ScalingConfig: limit,
            Enabled: true,
          });
      await changing(`Starting the delivery of ${queue}`, () => lambda.send(command as never));
    },
    pause: async (queue) => {
      const present = await mappingOf(queue);
      if (present === undefined || !isEnabled(present)) return;
      const command = new UpdateEventSourceMappingCommand({ UUID: present.UUID, Enabled: false });
      await changing(`Pausing the delivery of ${queue}`, () => lambda.send(command));
    },
    remove: async (queue) => {
      const present = await mappingOf(queue);
      if (present === undefined) return;
      const command = new DeleteEventSourceMappingCommand({ UUID: present.UUID });
      await changing(`Ending the delivery of ${queue}`, () => lambda.send(command));
    },
    list: async () => (await mappings(lambda, FunctionName)).flatMap((one) => deliveryOf(deployment.stage, one)),
  };
}

async function mappings(
  lambda: LambdaClient,
  FunctionName: string,
): Promise<readonly EventSourceMappingConfiguration[]> {
  return calling('Listing deliveries', async () => {
    const found: EventSourceMappingConfiguration[] = [];
    for await (const page of paginateListEventSourceMappings({ client: lambda }, { FunctionName }))
      found.push(...(page.EventSourceMappings ?? []));
    return found.filter(({ State }) => State !== 'Deleting');
  });
}

function deliveryOf(stage: string, mapping: EventSourceMappingConfiguration): readonly Delivery[] {
  const queue = logicalName(stage, mapping.EventSourceArn?.split(':').at(-1) ?? '');
  if (queue === undefined) return [];
  return [{ queue, concurrency: mapping.ScalingConfig?.MaximumConcurrency ?? least, running: isEnabled(mapping) }];
}

/** A mapping takes a while to change; where it is going counts. */
function isEnabled({ State = '' }: EventSourceMappingConfiguration): boolean {
  return ['Creating', 'Enabled', 'Enabling', 'Updating'].includes(State);
}

/** Lambda refuses a change while another one is under way. */
async function changing(what: string, change: () => Promise<unknown>): Promise<void> {
  await calling(what, async () => {
    try {
      await change();
    } catch (error) {
      if (isAwsError(error, 'ResourceNotFoundException'))
        throw new TributaryError('NotFound', {
          code: 'deliver-function-missing',
          message: `${what}: its function or its mapping does not exist (any more). Deploy the stage again if it lasts.`,
          cause: error,
        });
      if (!isAwsError(error, 'ResourceInUseException', 'ResourceConflictException')) throw error;
      const message = `${what}: an earlier change is still under way. Try again in a minute.`;
      throw new TributaryError('PlatformUnavailable', { code: 'delivery-changing', message, cause: error });
    }
  });
}
