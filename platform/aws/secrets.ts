import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
  type Tag,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { TributaryError } from '../../core/errors.ts';
import type { Secrets } from '../ports.ts';
import { awsFault, calling, isAwsError } from './aws-fault.ts';
import type { Deployment } from './deployment.ts';
import { secretName } from './names.ts';

/** The extract role of an ERP may read only secrets with its own connector in this tag. */
const connectorTag = 'tributary:connector';

/**
 * One secret of Secrets Manager per connection, encrypted with the stage's key and tagged with stage, tenant and connector.
 * Get throws StorageFailed `secret-unreadable` for a value that this program did not write.
 */
export function awsSecrets(deployment: Deployment, client: SecretsManagerClient): Secrets {
  const idOf = (tenant: string, name: string): string => {
    for (const part of [tenant, name]) demandPart(part);
    return secretName(deployment.stage, tenant, name);
  };
  return {
    put: async (tenant, name, values, connector) => {
      const wanted = { id: idOf(tenant, name), text: JSON.stringify(values) };
      const tags = tagsOf({ stage: deployment.stage, tenant, connector });
      await calling(`Writing the secret ${wanted.id}`, async () => {
        if (await create(client, wanted, tags, deployment.keyArn)) return;
        await replace(client, wanted, tags);
      });
    },
    get: async (tenant, name) => {
      const id = idOf(tenant, name);
      const text = await read(client, id);
      return text === undefined ? undefined : valuesOf(id, text);
    },
    delete: async (tenant, name) => {
      // Without a recovery window: who removes a connection expects its credentials to be gone, not kept for a month, and
      // the same connection may be added again at once. They can be entered anew, so that nothing is lost that matters.
      const command = new DeleteSecretCommand({ SecretId: idOf(tenant, name), ForceDeleteWithoutRecovery: true });
      try {
        await client.send(command);
      } catch (error) {
        if (isAwsError(error, 'ResourceNotFoundException')) return;
        throw awsFault(`Removing the secret ${idOf(tenant, name)}`, error);
      }
    },
  };
}

/** What Secrets Manager takes in a name, without the slash that keeps tenants apart. */
function demandPart(part: string): void {
  if (/^[\w+=.@-]{1,120}$/.test(part) && part !== '.' && part !== '..') return;
  throw new TributaryError('InvalidInput', {
    code: 'key-invalid',
    message: `"${part.slice(0, 60)}" cannot be part of a secret's name: at most 120 letters, digits and _ + = . @ -.`,
  });
}

function tagsOf(tags: { readonly stage: string; readonly tenant: string; readonly connector: string }): Tag[] {
  return Object.entries(tags).map(([key, Value]) => ({ Key: `tributary:${key}`, Value }));
}

type Wanted = { readonly id: string; readonly text: string };

/** False when there is a secret of that name, perhaps one that waits to be deleted. */
async function create(client: SecretsManagerClient, { id, text }: Wanted, tags: Tag[], key: string): Promise<boolean> {
  const command = new CreateSecretCommand({
    Name: id,
    Description: 'Credentials of a Tributary connection; written by the tributary command.',
    SecretString: text,
    KmsKeyId: key,
    Tags: tags,
  });
  try {
    await client.send(command);
    return true;
  } catch (error) {
    if (isAwsError(error, 'ResourceExistsException') || isBeingDeleted(error)) return false;
    throw error;
  }
}

async function replace(client: SecretsManagerClient, { id, text }: Wanted, tags: Tag[]): Promise<void> {
  try {
    const present = await client.send(new DescribeSecretCommand({ SecretId: id }));
    if (present.DeletedDate) await client.send(new RestoreSecretCommand({ SecretId: id }));
    const tagOf = (list: readonly Tag[] | undefined): string | undefined =>
      list?.find(({ Key }) => Key === connectorTag)?.Value;
    // Before the value: the connector of before must not read what comes now.
    if (tagOf(present.Tags) !== tagOf(tags)) await client.send(new TagResourceCommand({ SecretId: id, Tags: tags }));
    await client.send(new PutSecretValueCommand({ SecretId: id, SecretString: text }));
  } catch (error) {
    if (!isAwsError(error, 'ResourceNotFoundException') && !isBeingDeleted(error)) throw error;
    const message = `The secret ${id} is still being deleted by AWS: try again in a minute.`;
    throw new TributaryError('PlatformUnavailable', { code: 'secret-being-deleted', message, cause: error });
  }
}

/** InvalidRequestException stands for many things; only its message tells them apart. */
function isBeingDeleted(error: unknown): boolean {
  return isAwsError(error, 'InvalidRequestException') && Error.isError(error) && /delet/i.test(error.message);
}

async function read(client: SecretsManagerClient, id: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString;
  } catch (error) {
    if (isAwsError(error, 'ResourceNotFoundException') || isBeingDeleted(error)) return undefined;
    throw awsFault(`Reading the secret ${id}`, error);
  }
}

function valuesOf(id: string, text: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    // Without a cause: the message of JSON.parse quotes what it could not read.
    const message = `The secret ${id} is not what this program wrote: it was changed by hand. Enter the connection's credentials again.`;
    throw new TributaryError('StorageFailed', { code: 'secret-unreadable', message });
  }
}
