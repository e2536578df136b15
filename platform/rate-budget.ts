import { TributaryError } from '../core/errors.ts';

/** At most `requests` in any window of `perMs`. */
export type RateLimit = { readonly requests: number; readonly perMs: number };

/** Throws InvalidInput for a limit that nothing could keep to. */
export function demandRateLimit(budget: string, { requests, perMs }: RateLimit): void {
  if (Number.isInteger(requests) && requests > 0 && perMs > 0) return;
  const message = `The rate budget ${budget} allows ${requests} requests per ${perMs} ms: both must be greater than 0, and requests a whole number.`;
  throw new TributaryError('InvalidInput', { code: 'rate-limit-unusable', message });
}

/** A request that is on its way for longer than this has arrived, or never will. */
const longestWayMs = 10_000;

/**
 * How much later than its slot a request may arrive. Until its answer proves that it has arrived, it counts from then on:
 * a late one and a quick one behind it must not meet in one window of the ERP. A tenth of the window, so that nine tenths
 * of a budget can be used even where every answer takes long.
 */
export function longestWay({ perMs }: RateLimit): number {
  return Math.min(perMs / 10, longestWayMs);
}

/** Who has not sent by then leaves the slot unused: the other half is for the way. */
export function slotEnd(at: number, limit: RateLimit): number {
  return Math.floor(at + longestWay(limit) / 2);
}

/** Whether the place of a slot was used in the window before it or the one before that: then others may be waiting for it. */
export function isBusy(at: number, countsFrom: number | undefined, { perMs }: RateLimit): boolean {
  return countsFrom !== undefined && at < countsFrom + 2 * perMs;
}

/** Nobody is given a slot that is further away. */
export const longestPatienceMs = 10_000;

/**
 * When request n of a budget may be sent: when request n − `requests`, which counts from `countsFrom`, has left the
 * window, and a pause has ended. Two requests that share a place are a window apart, and there are `requests` places, so
 * that no window holds more.
 */
export function slotStart(now: number, pausedUntil: number, countsFrom: number | undefined, limit: RateLimit): number {
  // Never further than any slot can be, also when the clock was set back.
  const furthest = now + longestPatienceMs + longestWay(limit) + limit.perMs;
  const free = countsFrom === undefined ? now : Math.min(countsFrom + limit.perMs, furthest);
  return Math.ceil(Math.max(now, pausedUntil, free));
}
