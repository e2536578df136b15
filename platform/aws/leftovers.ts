import { DeleteSecretCommand, paginateListSecrets, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DeleteQueueCommand, paginateListQueues, SQSClient } from '@aws-sdk/client-sqs';
import { calling, isAwsError } from './aws-fault.ts';
import { clientOptions } from './client-options.ts';
import { demandStage, logicalName, physicalName, secretName } from './names.ts';

export type LeftoverClients = { readonly sqs: SQSClient; readonly secrets: SecretsManagerClient };

export type Leftovers = { readonly queues: readonly string[]; readonly secrets: readonly string[] };

/**
 * Removes what was made at run time and so belongs to no stack: queues of subscriptions, and secrets of connections.
 * Call it when the stacks are gone: schedules went with their groups, subscriptions with their topics. `recoverable`
 * leaves the secrets recoverable for 30 days, in which their names stay taken.
 */
export async function removeLeftovers(
  { stage, region }: { readonly stage: string; readonly region: string },
  { recoverable, clients = openClients(region) }: { readonly recoverable: boolean; readonly clients?: LeftoverClients },
): Promise<Leftovers> {
  const queues = await removeQueues(clients.sqs, demandStage(stage));
  const secrets = await removeSecrets(clients.secrets, stage, recoverable);
  return { queues, secrets };
}

function openClients(region: string): LeftoverClients {
  return { sqs: new SQSClient(clientOptions(region)), secrets: new SecretsManagerClient(clientOptions(region)) };
}

async function removeQueues(client: SQSClient, stage: string): Promise<readonly string[]> {
  const urls: string[] = [];
  await calling(`Listing the queues of stage ${stage}`, async () => {
    const input = { QueueNamePrefix: physicalName(stage, 'subscription.') };
    for await (const page of paginateListQueues({ client, pageSize: 1000 }, input))
      urls.push(...(page.QueueUrls ?? []));
  });
  for (const url of urls)
    await calling(`Removing the queue ${url}`, () => client.send(new DeleteQueueCommand({ QueueUrl: url }))).catch(
      (error: unknown) => passIfGone(error, 'QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'),
    );
  return urls.map((url) => logicalName(stage, url.slice(url.lastIndexOf('/') + 1)) ?? url);
}

async function removeSecrets(
  client: SecretsManagerClient,
  stage: string,
  recoverable: boolean,
): Promise<readonly string[]> {
  const prefix = secretName(stage, '', '').replace(/\/+$/, '/');
  const names: string[] = [];
  await calling(`Listing the secrets of stage ${stage}`, async () => {
    const input = { Filters: [{ Key: 'name' as const, Values: [prefix] }] };
    // The filter also finds the words of the prefix elsewhere in a name.
    for await (const page of paginateListSecrets({ client }, input))
      names.push(...(page.SecretList ?? []).map(({ Name = '' }) => Name).filter((name) => name.startsWith(prefix)));
  });
  const end = recoverable ? { RecoveryWindowInDays: 30 } : { ForceDeleteWithoutRecovery: true };
  for (const name of names)
    await calling(`Removing the secret ${name}`, () =>
      client.send(new DeleteSecretCommand({ SecretId: name, ...end })),
    ).catch((error: unknown) => passIfGone(error, 'ResourceNotFoundException'));
  return names;
}

/** Somebody else removed it meanwhile, or the list was a minute old. */
function passIfGone(error: unknown, ...names: readonly string[]): undefined {
  if (Error.isError(error) && isAwsError(error.cause, ...names)) return undefined;
  throw error;
}
