import { digestOf } from '../../core/digest.ts';
import { subscriptionQueue } from '../../core/topic-names.ts';
import type { Clock, Deliveries, Documents, Publish } from '../../platform/ports.ts';
import { announce } from '../announce-subscription.ts';
import { demandSubscription, type StoredSubscription } from '../subscriptions.ts';
import { changeEndpoint, type Pause } from './endpoint.ts';
import { policyOf } from './policy.ts';

export type PauseDeps = {
  readonly documents: Documents;
  readonly deliveries: Deliveries;
  readonly publish: Publish;
  readonly clock: Clock;
};

/** Delivers nothing more until `resume`; what comes meanwhile waits. False when it is paused already. */
export async function pauseSubscription(
  deps: PauseDeps,
  subscription: StoredSubscription,
  by: Pause['by'],
  reason: string,
): Promise<boolean> {
  const { name } = subscription;
  const pause: Pause = { at: deps.clock.now().toISOString(), by, reason };
  const { before } = await changeEndpoint(deps.documents, name, (state) =>
    state.paused ? state : { ...state, paused: pause },
  );
  // Also where it is paused already: whoever paused it may have died before this.
  await deps.deliveries.pause(subscriptionQueue(name));
  if (before.paused) return false;
  await announce(deps, subscription, {
    status: 'paused',
    id: digestOf(name, 'paused', pause.at),
    data: { by, reason, failures: before.failures },
  });
  return true;
}

/** Goes on delivering at once, with all that has waited. False when it was not paused. Throws NotFound. */
export async function resumeSubscription(deps: PauseDeps, name: string): Promise<boolean> {
  const subscription = await demandSubscription(deps.documents, name);
  const { before } = await changeEndpoint(deps.documents, name, (state) =>
    state.paused || state.failures > 0 ? { failures: 0 } : state,
  );
  if (subscription.target.kind !== 'queue') {
    const { concurrency } = policyOf(subscription.target);
    await deps.deliveries.start(subscriptionQueue(name), { concurrency });
  }
  if (!before.paused) return false;
  const id = digestOf(name, 'resumed', before.paused.at);
  await announce(deps, subscription, { status: 'resumed', id, data: {} });
  return true;
}
