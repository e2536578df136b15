import type { SubscriptionStatus } from '../../distributor/subscription-status.ts';
import type { Context } from '../context.ts';
import { relativeText } from './time-text.ts';

/** A subscription in `status --json`: how it stands, without what it is. */
export function subscriptionDocument({ subscription, endpoint, waiting, inFlight, dead }: SubscriptionStatus): object {
  const { paused = null, failures, lastError = null } = endpoint;
  return {
    name: subscription.name,
    target: subscription.target.kind,
    waiting,
    inFlight,
    dead,
    failures,
    lastError,
    paused,
  };
}

/** One line for all subscriptions in `status`, and one for each whose endpoint needs somebody; none without subscriptions. */
export function subscriptionLines(context: Context, states: readonly SubscriptionStatus[]): readonly string[] {
  if (states.length === 0) return [];
  const waiting = states.reduce((sum, state) => sum + state.waiting, 0);
  const troubled = states.filter(({ endpoint }) => endpoint.paused || endpoint.failures > 0);
  return [
    `subscriptions   ${states.length}, ${waiting} messages waiting`,
    ...troubled.map((state) => `  ${troubleText(context, state)}`),
  ];
}

function troubleText(context: Context, { subscription, endpoint, waiting }: SubscriptionStatus): string {
  const { name } = subscription;
  const { paused, failures, lastError = '' } = endpoint;
  if (!paused)
    return `${name}: ${context.style.bad(`${failures} failures in a row`)}, ${waiting} waiting: ${lastError}`;
  const since = relativeText(paused.at, context.io.clock.now());
  const resume = context.next(`subscription resume ${name}`);
  return `${name}: ${context.style.bad(`paused ${since}`)}, ${waiting} waiting: ${paused.reason} To go on: "${resume}"`;
}
