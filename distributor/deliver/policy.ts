import { parseDuration } from '../../core/duration.ts';
import type { DeliveryPolicy } from '../../core/subscription.ts';

/** A DeliveryPolicy with everything said. */
export type Policy = {
  readonly concurrency: number;
  readonly giveUpAfterMs: number;
  readonly pauseFailures: number;
  readonly pauseAfterMs: number;
};

/** The endpoint is paused before its messages begin to die: dead letters are then single messages that it does not take. */
const defaults = { concurrency: 1, giveUpAfter: '27h', failures: 20, time: '24h' } as const;

export function policyOf(target: DeliveryPolicy): Policy {
  const { concurrency = defaults.concurrency, giveUpAfter = defaults.giveUpAfter, pauseAfter = {} } = target;
  return {
    concurrency,
    giveUpAfterMs: parseDuration(giveUpAfter),
    pauseFailures: pauseAfter.failures ?? defaults.failures,
    pauseAfterMs: parseDuration(pauseAfter.time ?? defaults.time),
  };
}

const firstMs = 5_000;
const factor = 3;
/** SQS hides a message for twelve hours at most, and that counts from when it was received. */
const longestMs = 8 * 3_600_000;

/** The most that the wait after the nth attempt can be: 5 s, 15 s, 45 s, … 8 h. */
const mostMs = (attempts: number): number => Math.min(firstMs * factor ** (attempts - 1), longestMs);

/** Full jitter: anything from nothing to the most, so that what failed together does not come again together. */
export function messageDelayMs(attempts: number, random: () => number): number {
  return Math.round(random() * mostMs(attempts));
}

/**
 * True when a message has been tried for long enough: as many attempts as fit into the time on average, and the time
 * itself. The count alone would run out by restarts, the time alone by a pause.
 */
export function isGivenUp({ giveUpAfterMs }: Policy, attempts: number, ageMs: number): boolean {
  let spent = 0;
  let enough = 1;
  for (; spent < giveUpAfterMs; enough++) spent += mostMs(enough) / 2;
  return attempts >= enough && ageMs >= giveUpAfterMs;
}

/** Longer than that an endpoint is not left alone: it may be up again. */
const longestRestMs = 300_000;
/** A single message that is refused must not hold up those behind it. */
const restAfter = 3;

/**
 * How long all messages of an endpoint wait after its nth failure in a row: from 5 s, doubled, up to 5 minutes, half of it
 * by chance. What the endpoint itself asks for comes before that.
 */
export function restMs(
  failures: number,
  failure: { readonly endpointDown: boolean; readonly askedMs?: number },
  random: () => number,
): number {
  if (failure.askedMs !== undefined) return Math.min(failure.askedMs, longestMs);
  if (!failure.endpointDown && failures < restAfter) return 0;
  const most = Math.min(firstMs * 2 ** (Math.min(failures, 20) - 1), longestRestMs);
  return Math.round(most * (0.5 + random() / 2));
}
