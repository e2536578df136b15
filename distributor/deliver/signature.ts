import { createHmac, randomBytes } from 'node:crypto';
import { TributaryError } from '../../core/errors.ts';

const prefix = 'whsec_';
const [leastBytes, mostBytes] = [24, 64];

/** A new secret as Standard Webhooks writes it: `whsec_` and base64 of 32 random bytes. */
export function newWebhookSecret(): string {
  return `${prefix}${randomBytes(32).toString('base64')}`;
}

/** Throws InvalidInput for what is no secret of Standard Webhooks; the message does not show it. */
export function demandWebhookSecret(secret: string): string {
  const text = secret.startsWith(prefix) ? secret.slice(prefix.length) : '';
  const { length } = Buffer.from(text, 'base64');
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(text) && length >= leastBytes && length <= mostBytes) return secret;
  const message = `The secret of a webhook is ${prefix} and base64 of ${leastBytes} to ${mostBytes} bytes. Leave it out to have one made.`;
  throw new TributaryError('InvalidInput', { code: 'webhook-secret', message });
}

export type Signed = { readonly id: string; readonly timestamp: number; readonly body: string };

/** The value of `webhook-signature`: one signature per secret, so that a secret can be changed without a gap. */
export function signaturesOf(secrets: readonly string[], { id, timestamp, body }: Signed): string {
  const signed = `${id}.${timestamp}.${body}`;
  return secrets.map((secret) => `v1,${hmac(secret, signed)}`).join(' ');
}

function hmac(secret: string, text: string): string {
  return createHmac('sha256', Buffer.from(secret.slice(prefix.length), 'base64'))
    .update(text)
    .digest('base64');
}
