import type { CachedToken, Clock } from './ports.ts';
import type { Sealing } from './sealing.ts';

export type AccessTokens = (
  name: string,
  refresh: () => Promise<CachedToken>,
  rejected: string | undefined,
) => Promise<string>;

/** A refresh that takes longer is taken for dead: more than the slowest token endpoint, less than anyone would wait. */
export const refreshMs: number = 30_000;
const pollMs = 100;

/** What to do next for a token: use the cached one, refresh it as the holder of the lock, or wait for who holds it. */
export type TokenStep =
  | { readonly kind: 'cached'; readonly value: string }
  | { readonly kind: 'refresh'; readonly attempt: number }
  | { readonly kind: 'wait' };

/** Where a platform keeps tokens, sealed, and the locks of their refreshes. */
export type TokenRows = {
  cached(name: string): Promise<string | undefined>;
  /** Gives the cached token, takes the lock for `refreshMs`, or says that another process holds it. */
  begin(name: string, rejected: string | undefined): Promise<TokenStep>;
  /** Keeps the token and lets the lock go, unless a newer attempt has begun. */
  finish(name: string, attempt: number, token: CachedToken): Promise<void>;
  abandon(name: string, attempt: number): Promise<void>;
};

/**
 * Cached access tokens, refreshed by one caller at a time: within this process by a shared promise, so that an endpoint
 * that refuses is asked once and not by every worker, and over processes by a lock beside the token that expires.
 */
export function accessTokens(store: TokenRows, clock: Clock): AccessTokens {
  const flights = new Map<string, Promise<string>>();
  const refreshed = async (name: string, refresh: () => Promise<CachedToken>, rejected?: string): Promise<string> => {
    for (;;) {
      const step = await store.begin(name, rejected);
      if (step.kind === 'cached') return step.value;
      if (step.kind === 'refresh') return refreshAs(step.attempt, name, refresh);
      await clock.sleep(pollMs);
    }
  };
  const refreshAs = async (attempt: number, name: string, refresh: () => Promise<CachedToken>): Promise<string> => {
    try {
      const token = await refresh();
      await store.finish(name, attempt, token);
      return token.value;
    } catch (error) {
      await store.abandon(name, attempt);
      throw error;
    }
  };
  return async (name, refresh, rejected) => {
    for (;;) {
      const cached = await store.cached(name);
      if (cached !== undefined && cached !== rejected) return cached;
      const running = flights.get(name);
      if (running) {
        const value = await running;
        if (value !== rejected) return value;
        continue;
      }
      const flight = refreshed(name, refresh, rejected).finally(() => flights.delete(name));
      flights.set(name, flight);
      return flight;
    }
  };
}

/** What was sealed; undefined when that was done with another key: as good as no token. */
export function unsealed(sealing: Sealing, text: string): string | undefined {
  try {
    return sealing.unseal(text);
  } catch {
    return undefined;
  }
}
