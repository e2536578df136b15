import { setTimeout } from 'node:timers/promises';

export type Backoff = { readonly firstMs: number; readonly mostMs: number };

/** Doubles with every failure in a row (from 1), by chance anywhere in the upper half: many consumers do not come back at once. */
export function backoffMs(failures: number, { firstMs, mostMs }: Backoff, random: () => number = Math.random): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(full * (0.5 + random() / 2));
}

/** Milliseconds that `Retry-After` asks for, at most an hour; undefined where it asks for nothing. */
export function retryAfterMs(value: string | null, now: number = Date.now()): number | undefined {
  const text = value?.trim() ?? '';
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, Math.ceil(ms)), 3_600_000);
}

/** Waits, or less when the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
