import { TributaryError } from '../core/errors.ts';

/** At most `requests` in any window of `perMs`. */
export type RateLimit = { readonly requests: number; readonly perMs: number };

/** Throws InvalidInput for a limit that nothing could keep to. */
export function demandRateLimit(budget: string, { requests, perMs }: RateLimit): void {
  if (Number.isInteger(requests) && requests > 0 && perMs > 0) return;
  const message = `The rate budget ${budget} allows ${requests} requests per ${perMs} ms: both must be greater than 0, and requests a whole number.`;
  throw new TributaryError('InvalidInput', { code: 'rate-limit-unusable', message });
}

/**
 * How long request n of a budget has to wait: until request n − `requests`, which was taken at `oldestAt`, is `perMs` old,
 * and until a pause has ended.
 */
export function rateWaitMs(
  now: number,
  pausedUntil: number,
  oldestAt: number | undefined,
  { perMs }: RateLimit,
): number {
  // Never longer than the window, also when the clock was set back.
  const windowMs = oldestAt === undefined ? 0 : Math.min(oldestAt + perMs - now, perMs);
  return Math.max(pausedUntil - now, windowMs);
}
