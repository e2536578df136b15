import { createHmac, timingSafeEqual } from 'node:crypto';
import { createApplier } from './apply.ts';
import type { ApplyOptions, EventHandler } from './apply-options.ts';
import { ConsumerError } from './consumer-error.ts';

export { ConsumerError };

/** Headers as Node's servers give them, or as `Request` has them. */
export type WebhookHeaders =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { get(name: string): string | null };

/** The bytes as they came: a body that was parsed and written again has another signature. */
export type WebhookBody = string | Uint8Array;

const toleranceSeconds = 300;

/** True for a request that was signed with one of the secrets within the last five minutes (Standard Webhooks). */
export function verifyWebhook(
  secret: string | readonly string[],
  headers: WebhookHeaders,
  body: WebhookBody,
  now: Date = new Date(),
): boolean {
  const [id, timestamp, given] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(headers, name),
  );
  if (!id || !given || !/^\d{1,12}$/.test(timestamp ?? '')) return false;
  if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > toleranceSeconds) return false;
  const signatures = given.split(' ').filter((one) => one.startsWith('v1,'));
  return [secret].flat().some((one) => {
    const expected = createHmac('sha256', keyOf(one)).update(`${id}.${timestamp}.`).update(body).digest();
    return signatures.some((signature) => isEqual(Buffer.from(signature.slice(3), 'base64'), expected));
  });
}

/** An empty or misspelt secret would let anybody sign. */
function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.startsWith('whsec_') ? secret.slice('whsec_'.length) : '', 'base64');
  if (key.length >= 24) return key;
  const message = 'The secret of the webhook is not one of Tributary: it begins with whsec_ and is printed once.';
  throw new ConsumerError('options', message);
}

function isEqual(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined;
  const value = (headers as Readonly<Record<string, string | readonly string[] | undefined>>)[name];
  return typeof value === 'string' ? value : value?.[0];
}

export type WebhookOptions = ApplyOptions & {
  /** The secret, or two while it is changed. */
  readonly secret: string | readonly string[];
  readonly signal?: AbortSignal;
};

/** What to answer: 204, 401 for a wrong signature, 400 for what is no batch, 422 when an event failed and must come again. */
export type WebhookAnswer = {
  readonly status: 204 | 400 | 401 | 422;
  readonly events: number;
  readonly failed: number;
};

/** Verifies, unpacks and handles one request; the caller sends the status. Answer within 15 s. */
export function handleWebhook(
  options: WebhookOptions,
  handler: EventHandler,
): (headers: WebhookHeaders, body: WebhookBody) => Promise<WebhookAnswer> {
  for (const secret of [options.secret].flat()) keyOf(secret);
  const apply = createApplier(options, handler);
  const signal = options.signal ?? new AbortController().signal;
  return async (headers, body) => {
    if (!verifyWebhook(options.secret, headers, body)) return { status: 401, events: 0, failed: 0 };
    const events = parsed(typeof body === 'string' ? body : Buffer.from(body).toString('utf8'));
    if (!events) return { status: 400, events: 0, failed: 0 };
    const outcomes = await apply(events, { receiveCount: 1, signal });
    const failed = outcomes.filter((outcome) => outcome !== 'done').length;
    // Not 5xx: that says that the endpoint is down, and would hold up all other messages.
    return { status: failed === 0 ? 204 : 422, events: events.length, failed };
  };
}

function parsed(body: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
