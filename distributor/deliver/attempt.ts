import { parseDuration } from '../../core/duration.ts';
import { messageOf } from '../../core/errors.ts';
import { waitAsked } from '../../core/retry-after.ts';
import type { FolderTarget, WebhookTarget } from '../../core/subscription.ts';
import type { Clock, Exports, ReceivedMessage } from '../../platform/ports.ts';
import { consumerBatch, consumerEvents } from '../consumer-body.ts';
import type { Post } from './post.ts';
import { signaturesOf } from './signature.ts';
import type { WebhookSecrets } from './webhook-secret.ts';

/** What became of one attempt to deliver a message. */
export type Attempt =
  | { readonly kind: 'delivered' }
  /** The endpoint wants nothing more, ever. */
  | { readonly kind: 'gone' }
  /** `endpointDown`: any other message would fail too. `reason` never holds a secret, a query or content. */
  | { readonly kind: 'failed'; readonly reason: string; readonly endpointDown: boolean; readonly askedMs?: number };

export type AttemptDeps = {
  readonly post: Post;
  readonly webhookSecrets: WebhookSecrets;
  readonly exports: Exports;
  readonly clock: Clock;
};

/** Posts a message to a webhook, signed as Standard Webhooks says. Throws the signal's reason when that aborts. */
export async function attemptWebhook(
  deps: AttemptDeps,
  subscription: { readonly name: string; readonly target: WebhookTarget },
  message: ReceivedMessage,
  signal: AbortSignal,
): Promise<Attempt> {
  const { name, target } = subscription;
  const secrets = await deps.webhookSecrets(name);
  const url = URL.parse(target.url);
  if (secrets.length === 0 || url === null)
    return { kind: 'failed', reason: 'its secret is missing: make one with "subscription secret"', endpointDown: true };
  const body = consumerBatch(message);
  const signed = { id: message.id, timestamp: Math.floor(deps.clock.now().getTime() / 1_000), body };
  const headers = {
    'content-type': 'application/cloudevents-batch+json; charset=utf-8',
    'user-agent': 'tributary',
    'webhook-id': signed.id,
    'webhook-timestamp': String(signed.timestamp),
    'webhook-signature': signaturesOf(secrets, signed),
  };
  try {
    const timeoutMs = parseDuration(target.timeout ?? '15s');
    return judge(await deps.post({ url, headers, body, timeoutMs }, signal), deps.clock.now());
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'failed', reason: messageOf(error), endpointDown: true };
  }
}

function judge(
  answer: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  now: Date,
): Attempt {
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'gone' };
  const seconds = waitAsked(answer, now);
  return {
    kind: 'failed',
    reason:
      status >= 300 && status < 400 ? `it answered ${status}, and redirects are not followed` : `it answered ${status}`,
    endpointDown: status >= 500 || status === 429 || status === 408,
    ...(seconds === undefined ? {} : { askedMs: seconds * 1_000 }),
  };
}

/** Writes a message as a file of NDJSON, named after its first event and its own id: a repeat replaces it. */
export async function attemptFolder(
  { exports }: AttemptDeps,
  subscription: { readonly name: string; readonly target: FolderTarget },
  message: ReceivedMessage,
): Promise<Attempt> {
  const events = consumerEvents(message);
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  try {
    await exports.put(subscription.name, subscription.target.path, fileNameOf(message, events[0]), lines);
    return { kind: 'delivered' };
  } catch (error) {
    return { kind: 'failed', reason: messageOf(error), endpointDown: true };
  }
}

function fileNameOf({ id, sentAt }: ReceivedMessage, first: object | undefined): string {
  const { time = sentAt } = (first ?? {}) as { readonly time?: string };
  const plain = (text: string): string => text.replaceAll(/[^A-Za-z0-9_-]/g, '');
  return `${plain(time)}-${plain(id)}.ndjson`;
}
