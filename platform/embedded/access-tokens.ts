import type { CachedToken, Clock } from '../ports.ts';
import type { Database } from './database.ts';

/** Encrypts what is stored; `unseal` may throw when the key has changed. */
export type Sealing = { readonly seal: (text: string) => string; readonly unseal: (text: string) => string };

export type AccessTokens = (
  name: string,
  refresh: () => Promise<CachedToken>,
  rejected: string | undefined,
) => Promise<string>;

/** A refresh that takes longer is taken for dead: more than the slowest token endpoint, less than anyone would wait. */
const refreshMs = 30_000;
const pollMs = 100;

/**
 * Cached access tokens, refreshed by one caller at a time: within this process by a shared promise, so that an endpoint
 * that refuses is asked once and not by every worker, and over processes by a lock in the database that expires.
 */
export function accessTokens(db: Database, clock: Clock, sealing: Sealing): AccessTokens {
  const store = tokenRows(db, clock, sealing);
  const flights = new Map<string, Promise<string>>();
  const refreshed = async (name: string, refresh: () => Promise<CachedToken>, rejected?: string): Promise<string> => {
    for (;;) {
      const step = store.begin(name, rejected);
      if (step.kind === 'cached') return step.value;
      if (step.kind === 'refresh') return refreshAs(step.attempt, name, refresh);
      await clock.sleep(pollMs);
    }
  };
  const refreshAs = async (attempt: number, name: string, refresh: () => Promise<CachedToken>): Promise<string> => {
    try {
      const token = await refresh();
      store.finish(name, attempt, token);
      return token.value;
    } catch (error) {
      store.abandon(name, attempt);
      throw error;
    }
  };
  return async (name, refresh, rejected) => {
    for (;;) {
      const cached = store.cached(name);
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

type Step =
  | { readonly kind: 'cached'; readonly value: string }
  | { readonly kind: 'refresh'; readonly attempt: number }
  | { readonly kind: 'wait' };

type TokenRows = {
  cached(name: string): string | undefined;
  /** Gives the cached token, takes the lock, or says that another process holds it. */
  begin(name: string, rejected: string | undefined): Step;
  finish(name: string, attempt: number, token: CachedToken): void;
  abandon(name: string, attempt: number): void;
};

function tokenRows(db: Database, clock: Clock, sealing: Sealing): TokenRows {
  const now = (): number => clock.now().getTime();
  const open = (sealed: string): string | undefined => {
    try {
      return sealing.unseal(sealed);
    } catch {
      return undefined; // sealed with another key: as good as none
    }
  };
  const cached = (name: string): string | undefined => {
    const sql = 'SELECT sealed FROM access_token WHERE name = ? AND expires_at > ? AND sealed IS NOT NULL';
    const sealed = db.get(sql, name, now())?.['sealed'];
    return sealed === undefined ? undefined : open(String(sealed));
  };
  return {
    cached,
    begin: (name, rejected) =>
      db.transaction(() => {
        const value = cached(name);
        if (value !== undefined && value !== rejected) return { kind: 'cached', value };
        db.run('INSERT OR IGNORE INTO access_token (name) VALUES (?)', name);
        const lock =
          'UPDATE access_token SET attempt = attempt + 1, refreshing_until = ? WHERE name = ? AND refreshing_until <= ? RETURNING attempt';
        const row = db.get(lock, now() + refreshMs, name, now());
        return row ? { kind: 'refresh', attempt: Number(row['attempt']) } : { kind: 'wait' };
      }),
    finish: (name, attempt, token) => {
      const sql =
        'UPDATE access_token SET sealed = ?, expires_at = ?, refreshing_until = 0 WHERE name = ? AND attempt = ?';
      db.run(sql, sealing.seal(token.value), Date.parse(token.expiresAt), name, attempt);
    },
    abandon: (name, attempt) => {
      db.run('UPDATE access_token SET refreshing_until = 0 WHERE name = ? AND attempt = ?', name, attempt);
    },
  };
}
