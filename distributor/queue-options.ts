import { parseDuration } from '../core/duration.ts';
import type { Target } from '../core/subscription.ts';
import type { QueueOptions } from '../platform/ports.ts';

/**
 * What the queue of a subscription is like. A queue that is delivered counts no receives: when to give a message up is
 * decided by distributor/deliver/policy.ts, and SQS's thousand is beyond that.
 */
export function queueOptionsOf(target: Target): QueueOptions {
  if (target.kind !== 'queue') return { visibilitySeconds: 180, maxReceives: 1_000 };
  const { visibility = '60s', maxReceives = 10 } = target;
  return { visibilitySeconds: parseDuration(visibility) / 1_000, maxReceives };
}
