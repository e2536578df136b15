import { subscriptionQueue } from '../../core/topic-names.ts';
import type { Snapshot } from '../../distributor/snapshot/snapshots.ts';
import type { SubscriptionStatus } from '../../distributor/subscription-status.ts';
import type { Context } from '../context.ts';
import { relativeText } from '../output/time-text.ts';
import { placeText } from './store-subscription.ts';

/** All that is known of a subscription. */
export type Shown = SubscriptionStatus & {
  readonly snapshot: Snapshot | undefined;
  readonly tokens: readonly string[];
};

/** A subscription for people. */
export function shownLines(context: Context, shown: Shown): readonly string[] {
  const { subscription, waiting, inFlight, dead } = shown;
  const { name, description, tenants, topics, filter, target } = subscription;
  const { style } = context;
  const letters = `${dead}: ${context.next(`redrive ${subscriptionQueue(name)}`)}`;
  return [
    `subscription    ${name}`,
    ...(description === undefined ? [] : [`                ${description}`]),
    `tenants         ${tenants.join(', ')}`,
    `topics          ${topics.join(', ')}`,
    `filter          ${Object.keys(filter).length === 0 ? 'none' : JSON.stringify(filter)}`,
    `target          ${target.kind === 'queue' ? `queue ${subscriptionQueue(name)}` : `${target.kind} ${placeText(target)}`}`,
    ...(target.kind === 'queue' ? [`tokens          ${shown.tokens.length}`] : []),
    `waiting         ${waiting}${inFlight === 0 ? '' : `, and ${inFlight} in work or waiting for their next attempt`}`,
    `dead letters    ${dead === 0 ? 'none' : style.bad(letters)}`,
    ...endpointLines(context, shown),
    ...(shown.snapshot ? [`snapshot        ${snapshotText(shown.snapshot)}`] : []),
  ];
}

function endpointLines(context: Context, { subscription, endpoint }: Shown): readonly string[] {
  const { paused, failures, failingSince, lastError } = endpoint;
  const now = context.io.clock.now();
  if (paused) {
    const resume = context.next(`subscription resume ${subscription.name}`);
    return [
      `state           ${context.style.bad(`paused ${relativeText(paused.at, now)}`)}: ${paused.reason} To go on: ${resume}`,
    ];
  }
  if (failures === 0) return ['state           delivering'].slice(subscription.target.kind === 'queue' ? 1 : 0);
  const since = failingSince === undefined ? '' : ` (the first ${relativeText(failingSince, now)})`;
  return [`state           ${context.style.bad(`${failures} failures in a row`)}${since}: ${lastError ?? ''}`];
}

/** How far a snapshot is. */
export function snapshotText({ status, events, records, notBefore, requestedAt, entities }: Snapshot): string {
  const of = entities.length === 0 ? '' : ` of ${entities.join(', ')}`;
  if (status === 'waiting')
    return `${of === '' ? '' : `${of.trim()}, `}asked for at ${requestedAt}, begins at ${notBefore}`;
  return `${status === 'done' ? 'done' : 'under way'}${of}: ${events} events of ${records} records`;
}
