import { deadLetterQueue, subscriptionQueue } from '../../core/topic-names.ts';
import type { Queues, ReceivedMessage } from '../../platform/ports.ts';
import { readSubscription, type StoredSubscription } from '../subscriptions.ts';
import { type Attempt, type AttemptDeps, attemptFolder, attemptWebhook } from './attempt.ts';
import { changeEndpoint, type Endpoint, readEndpoint } from './endpoint.ts';
import { type PauseDeps, pauseSubscription } from './pause.ts';
import { isGivenUp, messageDelayMs, type Policy, policyOf, restMs } from './policy.ts';

export type DeliverDeps = AttemptDeps &
  PauseDeps & {
    readonly queues: Queues;
    /** From 0 to 1. */
    readonly random: () => number;
    /** Told what failed, and what is done about it. */
    readonly onFailure: (what: string, error: unknown) => void;
  };

/** Whether a message is done with, or comes again. */
export type Disposal = { readonly kind: 'done' } | { readonly kind: 'again'; readonly afterMs: number };

const done: Disposal = { kind: 'done' };
/** A message that was received although its endpoint is paused; a pause takes some seconds to be everywhere. */
const pausedMs = 60_000;
/** SQS hides a message for twelve hours from when it was received. */
const longestWaitMs = 11 * 3_600_000;

/**
 * Delivers one message of a subscription's queue, notes how its endpoint stands, and says whether the message is done
 * with: delivered, dead, or of a subscription that is gone.
 */
export async function deliverMessage(
  deps: DeliverDeps,
  name: string,
  message: ReceivedMessage,
  signal: AbortSignal,
): Promise<Disposal> {
  const subscription = await readSubscription(deps.documents, name);
  if (!subscription || subscription.target.kind === 'queue') return { kind: 'again', afterMs: pausedMs };
  const endpoint = await readEndpoint(deps.documents, name);
  if (endpoint.paused) return { kind: 'again', afterMs: pausedMs };
  const restsMs = restLeftMs(deps, endpoint);
  if (restsMs > 0) return { kind: 'again', afterMs: restsMs };
  const attempt = await attemptOne(deps, subscription, message, signal);
  switch (attempt.kind) {
    case 'delivered':
      if (endpoint.failures > 0) await changeEndpoint(deps.documents, name, noteSuccess);
      return done;
    case 'gone':
      await pauseSubscription(deps, subscription, 'gone', 'The endpoint answered 410: it wants no more messages.');
      deps.onFailure(`subscription ${name}`, new Error('it answered 410 and is paused'));
      return { kind: 'again', afterMs: 0 };
    case 'failed':
      return noteFailure(deps, subscription, message, attempt);
  }
}

/** How long the endpoint is still left alone. */
export function restLeftMs({ clock }: Pick<DeliverDeps, 'clock'>, { retryAt }: Endpoint): number {
  return retryAt === undefined ? 0 : Math.max(0, Date.parse(retryAt) - clock.now().getTime());
}

async function attemptOne(
  deps: DeliverDeps,
  { name, target }: StoredSubscription,
  message: ReceivedMessage,
  signal: AbortSignal,
): Promise<Attempt> {
  if (target.kind === 'webhook') return attemptWebhook(deps, { name, target }, message, signal);
  if (target.kind === 'folder') return attemptFolder(deps, { name, target }, message);
  throw new TypeError(`Subscription ${name} is read by its consumer.`);
}

/** A pause that somebody asked for meanwhile stays. */
function noteSuccess({ paused }: Endpoint): Endpoint {
  return { failures: 0, ...(paused ? { paused } : {}) };
}

type Failed = Extract<Attempt, { readonly kind: 'failed' }>;

async function noteFailure(
  deps: DeliverDeps,
  subscription: StoredSubscription,
  message: ReceivedMessage,
  failure: Failed,
): Promise<Disposal> {
  const { name } = subscription;
  const policy = policyOf(subscription.target as { readonly concurrency?: number });
  const now = deps.clock.now();
  const { after } = await changeEndpoint(deps.documents, name, (before) =>
    failed(before, message.id, failure, now, deps.random),
  );
  deps.onFailure(`subscription ${name}`, new Error(failure.reason));
  if (isToBePaused(policy, after, now)) {
    const reason = `The endpoint has failed ${after.failures} times in a row since ${after.failingSince}; at last: ${failure.reason}.`;
    await pauseSubscription(deps, subscription, 'failures', reason);
    return { kind: 'again', afterMs: 0 };
  }
  const ageMs = now.getTime() - Date.parse(message.sentAt);
  if (isGivenUp(policy, message.receiveCount, ageMs)) return bury(deps, name, message);
  // After the rest, not at its end: the others that wait come first, or one message could hold them up for good.
  const afterMs = restLeftMs(deps, after) + messageDelayMs(message.receiveCount, deps.random);
  return { kind: 'again', afterMs: Math.min(afterMs, longestWaitMs) };
}

function failed(before: Endpoint, message: string, failure: Failed, now: Date, random: () => number): Endpoint {
  // One message that is refused again and again says nothing of the endpoint.
  const again = !failure.endpointDown && before.lastMessage === message;
  const failures = again ? before.failures : before.failures + 1;
  const rest = again ? 0 : restMs(failures, failure, random);
  return {
    ...before,
    failures,
    failingSince: before.failingSince ?? now.toISOString(),
    lastError: failure.reason,
    lastMessage: message,
    ...(rest > 0 ? { retryAt: new Date(now.getTime() + rest).toISOString() } : {}),
  };
}

function isToBePaused(
  { pauseFailures, pauseAfterMs }: Policy,
  { failures, failingSince }: Endpoint,
  now: Date,
): boolean {
  if (failures < pauseFailures || failingSince === undefined) return false;
  return now.getTime() - Date.parse(failingSince) >= pauseAfterMs;
}

/** Sent before the original is done with: a crash in between makes a second letter, and loses none. */
async function bury({ queues, onFailure }: DeliverDeps, name: string, message: ReceivedMessage): Promise<Disposal> {
  const { id, body, attributes } = message;
  const dead = deadLetterQueue(subscriptionQueue(name));
  const { failed: refused } = await queues.send(dead, [{ id, body, attributes }]);
  if (refused.length > 0) return { kind: 'again', afterMs: pausedMs };
  onFailure(`subscription ${name}`, new Error(`message ${id} was given up and is among the dead letters`));
  return done;
}
