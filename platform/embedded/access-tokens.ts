import { refreshMs, type TokenRows, type TokenStep, unsealed } from '../access-tokens.ts';
import type { Clock } from '../ports.ts';
import type { Sealing } from '../sealing.ts';
import type { Database } from './database.ts';

/** Table access_token. */
export function tokenRowsIn(db: Database, clock: Clock, sealing: Sealing): TokenRows {
  const now = (): number => clock.now().getTime();
  const cached = (name: string): string | undefined => {
    const sql = 'SELECT sealed FROM access_token WHERE name = ? AND expires_at > ? AND sealed IS NOT NULL';
    const sealed = db.get(sql, name, now())?.['sealed'];
    return sealed === undefined ? undefined : unsealed(sealing, String(sealed));
  };
  return {
    cached: async (name) => cached(name),
    begin: async (name, rejected) =>
      db.transaction((): TokenStep => {
        const value = cached(name);
        if (value !== undefined && value !== rejected) return { kind: 'cached', value };
        db.run('INSERT OR IGNORE INTO access_token (name) VALUES (?)', name);
        const lock =
          'UPDATE access_token SET attempt = attempt + 1, refreshing_until = ? WHERE name = ? AND refreshing_until <= ? RETURNING attempt';
        const row = db.get(lock, now() + refreshMs, name, now());
        return row ? { kind: 'refresh', attempt: Number(row['attempt']) } : { kind: 'wait' };
      }),
    finish: async (name, attempt, token) => {
      const sql =
        'UPDATE access_token SET sealed = ?, expires_at = ?, refreshing_until = 0 WHERE name = ? AND attempt = ?';
      db.run(sql, sealing.seal(token.value), Date.parse(token.expiresAt), name, attempt);
    },
    abandon: async (name, attempt) => {
      db.run('UPDATE access_token SET refreshing_until = 0 WHERE name = ? AND attempt = ?', name, attempt);
    },
  };
}
