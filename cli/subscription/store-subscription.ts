import type { Subscription, Target } from '../../core/subscription.ts';
import { readEndpoint } from '../../distributor/deliver/endpoint.ts';
import { hasWebhookSecret, rotateWebhookSecret } from '../../distributor/deliver/webhook-secret.ts';
import { addSubscription } from '../../distributor/subscribe.ts';
import { readSubscription } from '../../distributor/subscriptions.ts';
import type { Context } from '../context.ts';
import type { Installation } from '../installation.ts';
import { demandNameIsFree } from './own-subscriptions.ts';

/** Makes or replaces a subscription and says so. A webhook gets a secret, which is shown this once. */
export async function storeSubscription(
  context: Context,
  { platform, worker }: Installation,
  subscription: Subscription,
  givenSecret: string | undefined,
): Promise<void> {
  const { name, target, topics } = subscription;
  await demandNameIsFree(platform.documents, subscription);
  const replaced = (await readSubscription(platform.documents, name)) !== undefined;
  const secret = await secretFor(platform.secrets, subscription, givenSecret);
  const queue = await addSubscription(platform, subscription);
  const { paused } = await readEndpoint(platform.documents, name);
  const waits =
    target.kind === 'queue' || worker() ? [] : ['Nothing is delivered before a worker runs: "tributary start".'];
  const document = {
    ...subscription,
    queue,
    replaced,
    paused: paused ?? null,
    ...(secret === undefined ? {} : { secret }),
  };
  context.answer(document, () => [
    `Subscription ${name} ${replaced ? 'is replaced' : 'is made'}: it takes ${topics.join(', ')} from now on${targetText(target)}.`,
    ...(secret === undefined ? [] : ['', `Its secret, shown this once: ${secret}`, '']),
    ...(paused ? [`It is still paused: ${context.next(`subscription resume ${name}`)}`] : waits),
    `Next: ${context.next(nextCommand(target, name))}`,
  ]);
}

/** Undefined where none was made. */
async function secretFor(
  secrets: Parameters<typeof rotateWebhookSecret>[0],
  { name, target }: Subscription,
  given: string | undefined,
): Promise<string | undefined> {
  if (target.kind !== 'webhook') return undefined;
  if (given === undefined && (await hasWebhookSecret(secrets, name))) return undefined;
  const secret = await rotateWebhookSecret(secrets, name, given);
  return given === undefined ? secret : undefined;
}

function nextCommand({ kind }: Target, name: string): string {
  return kind === 'queue' ? `subscription token ${name}` : `subscription show ${name}`;
}

/** `, delivered to https://consumer.example.com`: the rest of an address may hold a secret. */
function targetText(target: Target): string {
  return target.kind === 'queue' ? '' : `, delivered to ${placeText(target)}`;
}

/** A target for people, without what may be secret. */
export function placeText(target: Target): string {
  switch (target.kind) {
    case 'queue':
      return 'queue';
    case 'webhook':
      return URL.parse(target.url)?.origin ?? 'webhook';
    case 'folder':
      return target.path ?? 'exports/';
  }
}
