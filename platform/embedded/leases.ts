import type { Fence } from '../../core/run.ts';
import { leaseLost } from '../ledger-faults.ts';
import type { Clock, LeaseResult } from '../ports.ts';
import type { Database } from './database.ts';

/** Leases in the same database as what they protect, so that a fence is checked in the transaction that it guards. */
export type Leases = {
  acquire(name: string, holder: string, ttlMs: number): LeaseResult;
  renew(fence: Fence, ttlMs: number): boolean;
  release(fence: Fence): void;
  holds(fence: Fence): boolean;
};

/** Table lease. A lease that has expired cannot be renewed: someone may already judge its work dead. */
export function leasesIn(db: Database, clock: Clock): Leases {
  const now = (): number => clock.now().getTime();
  return {
    acquire: (name, holder, ttlMs) =>
      db.transaction(() => {
        const row = db.get('SELECT token, holder, expires_at FROM lease WHERE name = ?', name);
        const expiresAt = Number(row?.['expires_at'] ?? 0);
        if (row && expiresAt > now())
          return {
            ok: false,
            holder: String(row['holder']),
            until: new Date(expiresAt).toISOString(),
            fence: { lease: name, token: Number(row['token']) },
          };
        const token = Number(row?.['token'] ?? 0) + 1;
        const sql = 'INSERT OR REPLACE INTO lease (name, token, holder, expires_at) VALUES (?, ?, ?, ?)';
        db.run(sql, name, token, holder, now() + ttlMs);
        return { ok: true, fence: { lease: name, token } };
      }),
    renew: (fence, ttlMs) => {
      const sql = 'UPDATE lease SET expires_at = ? WHERE name = ? AND token = ? AND expires_at > ?';
      return db.run(sql, now() + ttlMs, fence.lease, fence.token, now()) === 1;
    },
    release: (fence) => {
      db.run('UPDATE lease SET expires_at = 0 WHERE name = ? AND token = ?', fence.lease, fence.token);
    },
    holds: (fence) => {
      const sql = 'SELECT 1 FROM lease WHERE name = ? AND token = ? AND expires_at > ?';
      return db.get(sql, fence.lease, fence.token, now()) !== undefined;
    },
  };
}

/** Throws FenceLost unless the fence is the newest of its lease and the lease has not expired. */
export function demandFence(leases: Leases, fence: Fence): void {
  if (leases.holds(fence)) return;
  throw leaseLost(fence);
}
