/** As much of an answer as says how long to wait; names of headers in lower case. */
type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string>> };

/** Seconds to wait after a 429 that does not say how long. */
const unsaidSeconds = 5;
/** A state machine's timer overflows beyond 24 days; nobody means more than a day. */
const longestSeconds = 86_400;

/**
 * Seconds that the other side asks to wait before the next request: after 429, and after 503 if it says how long. Undefined for
 * every other answer. A date is read against its own clock where it sent that (RFC 9110, section 10.2.3).
 */
export function waitAsked({ status, headers }: Answer, now: Date): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const value = headers['retry-after']?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) return Math.min(Math.ceil(Number(value)), longestSeconds);
  const until = Date.parse(value);
  if (Number.isNaN(until)) return status === 429 ? unsaidSeconds : undefined;
  const theirNow = Date.parse(headers['date'] ?? '');
  const waitMs = until - (Number.isNaN(theirNow) ? now.getTime() : theirNow);
  return Math.min(Math.max(0, Math.ceil(waitMs / 1_000)), longestSeconds);
}
