import { createHash } from 'node:crypto';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { TributaryError } from '../../core/errors.ts';
import { type Sealing, sealingWith } from '../sealing.ts';
import { calling } from './aws-fault.ts';
import type { Deployment } from './deployment.ts';

/**
 * Seals access tokens in the table. The key is the digest of the sealing secret's text; read on first use and once, but
 * again after a failure. Throws StorageFailed when the secret is empty.
 */
export function sealingOf({ sealingSecretArn }: Deployment, client: SecretsManagerClient): () => Promise<Sealing> {
  let sealing: Promise<Sealing> | undefined;
  const read = async (): Promise<Sealing> => {
    const { SecretString: text = '' } = await calling('Reading the secret that seals access tokens', () =>
      client.send(new GetSecretValueCommand({ SecretId: sealingSecretArn })),
    );
    if (text === '') throw empty(sealingSecretArn); // its digest would be a key that everybody knows
    return sealingWith(createHash('sha256').update(text).digest());
  };
  return () => {
    sealing ??= read().catch((error: unknown) => {
      sealing = undefined;
      throw error;
    });
    return sealing;
  };
}

function empty(arn: string): TributaryError {
  const message = `The secret ${arn}, which seals access tokens, has no text: put a long random one into it, or deploy again.`;
  return new TributaryError('StorageFailed', { code: 'sealing-secret-empty', message });
}
