/** What was seen of the requests of an application. */
export type WindowReport = {
  readonly limit: number;
  readonly windowSeconds: number;
  /** The greatest number of requests that arrived in any window, answered or refused. */
  readonly greatest: number;
  /** The same of requests that were let in; never more than the limit. */
  readonly greatestAllowed: number;
  readonly requests: number;
  readonly refused: number;
  /** From the first request to the last, in milliseconds. */
  readonly spanMs: number;
};

export type RateWindow = {
  /** Notes a request that arrives now. Undefined when it may pass, else the seconds to wait. */
  arrive(): number | undefined;
  report(): WindowReport;
  clear(): void;
};

/** The most times in any window; a time exactly one window after another is no longer in it. */
export function greatestInWindow(times: readonly number[], windowMs: number): number {
  let greatest = 0;
  let first = 0;
  for (const [index, time] of times.entries()) {
    while (time - (times[first] ?? time) >= windowMs) first += 1;
    greatest = Math.max(greatest, index - first + 1);
  }
  return greatest;
}

/** A sliding window: so many requests in any stretch of that length. Refused requests do not count against it. */
export function createRateWindow(
  { limit, windowSeconds }: { readonly limit: number; readonly windowSeconds: number },
  elapsedMs: () => number,
): RateWindow {
  const windowMs = windowSeconds * 1000;
  let arrived: number[] = [];
  let allowed: number[] = [];
  /** What the next request is measured by; not forgotten when the log is. */
  let recent: number[] = [];
  return {
    arrive() {
      const now = elapsedMs();
      arrived.push(now);
      const oldest = recent[recent.length - limit];
      if (oldest !== undefined && now - oldest < windowMs)
        return Math.max(1, Math.ceil((oldest + windowMs - now) / 1000));
      allowed.push(now);
      recent.push(now);
      if (recent.length > 4 * limit) recent = recent.slice(-limit);
      return undefined;
    },
    report: () => ({
      limit,
      windowSeconds,
      greatest: greatestInWindow(arrived, windowMs),
      greatestAllowed: greatestInWindow(allowed, windowMs),
      requests: arrived.length,
      refused: arrived.length - allowed.length,
      spanMs: (arrived.at(-1) ?? 0) - (arrived[0] ?? 0),
    }),
    clear() {
      arrived = [];
      allowed = [];
    },
  };
}
