import type { Clock, Secrets } from '../../platform/ports.ts';
import { sharedTenant } from '../subscriptions.ts';
import { demandWebhookSecret, newWebhookSecret } from './signature.ts';

/** Whose functions may read the secrets of webhooks: no connector has a dot in its name. */
export const webhookSecretOwner = 'subscription.webhook';
const secretName = (subscription: string): string => `subscription.${subscription}`;

/** Makes a secret, or keeps the given one, and signs with it; what was signed with before stays beside it until it is revoked. */
export async function rotateWebhookSecret(secrets: Secrets, subscription: string, given?: string): Promise<string> {
  const secret = given === undefined ? newWebhookSecret() : demandWebhookSecret(given);
  const before = (await secrets.get(sharedTenant, secretName(subscription)))?.['current'];
  const values = { current: secret, ...(before === undefined || before === secret ? {} : { previous: before }) };
  await secrets.put(sharedTenant, secretName(subscription), values, webhookSecretOwner);
  return secret;
}

/** Signs with the newest secret only. */
export async function revokeOldWebhookSecret(secrets: Secrets, subscription: string): Promise<boolean> {
  const values = await secrets.get(sharedTenant, secretName(subscription));
  if (values?.['previous'] === undefined || values['current'] === undefined) return false;
  await secrets.put(sharedTenant, secretName(subscription), { current: values['current'] }, webhookSecretOwner);
  return true;
}

export async function hasWebhookSecret(secrets: Secrets, subscription: string): Promise<boolean> {
  return (await secrets.get(sharedTenant, secretName(subscription))) !== undefined;
}

export async function forgetWebhookSecret(secrets: Secrets, subscription: string): Promise<void> {
  await secrets.delete(sharedTenant, secretName(subscription));
}

/** Gives the secrets to sign with, newest first. */
export type WebhookSecrets = (subscription: string) => Promise<readonly string[]>;

/** A changed secret is used after this time at the latest: each reading costs a call on AWS. */
const keptMs = 60_000;

export function cachedWebhookSecrets(secrets: Secrets, clock: Clock): WebhookSecrets {
  const known = new Map<string, { readonly until: number; readonly values: readonly string[] }>();
  return async (subscription) => {
    const now = clock.now().getTime();
    const kept = known.get(subscription);
    if (kept && kept.until > now) return kept.values;
    const found = await secrets.get(sharedTenant, secretName(subscription));
    const values = [found?.['current'], found?.['previous']].filter((value) => value !== undefined);
    if (values.length > 0) known.set(subscription, { until: now + keptMs, values });
    return values;
  };
}
