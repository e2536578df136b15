import type { Fence } from '../../core/run.ts';
import type { Clock, Coordination, LeaseResult } from '../ports.ts';
import { getRow, type Key, keyOf } from './rows.ts';
import type { Table } from './table.ts';
import { despiteConflicts, type Update, updateRow, type Write } from './writes.ts';

const keyOfLease = (lease: string): Key => ({ pk: keyOf('L', lease), sk: '-' });

/** Of the row of a lease: this fence is the newest, and has not expired. */
const held = 'fence = :token AND expiresAtMs > :now';

/** The step of a transaction that lets it happen only while the fence holds. */
export function fenceCheck(clock: Clock, { lease, token }: Fence): Write {
  const values = { ':token': token, ':now': clock.now().getTime() };
  return { kind: 'check', key: keyOfLease(lease), condition: held, values };
}

/** Makes the tokens of a lease to come greater by more than `margin`, and lets it go. */
export async function raiseLease(table: Table, clock: Clock, lease: string, margin: number): Promise<void> {
  const what = `raising the token of lease ${lease}`;
  await despiteConflicts(clock, what, () =>
    updateRow(table, what, {
      key: keyOfLease(lease),
      change: 'SET fence = fence + :margin, expiresAtMs = :none',
      condition: 'attribute_exists(fence)',
      values: { ':margin': margin + 1, ':none': 0 },
    }),
  );
}

type Leases = Pick<Coordination, 'acquire' | 'renew' | 'release' | 'holds'>;

/** One row per lease, which is never deleted, so that its tokens only grow. One that has expired cannot be renewed. */
export function leasesIn(table: Table, clock: Clock): Leases {
  const now = (): number => clock.now().getTime();
  const update = (what: string, change: Update): ReturnType<typeof updateRow> =>
    despiteConflicts(clock, what, () => updateRow(table, what, change));
  const acquire = async (lease: string, holder: string, ttlMs: number): Promise<LeaseResult> => {
    const taken = await update(`taking lease ${lease}`, {
      key: keyOfLease(lease),
      change: 'SET fence = if_not_exists(fence, :none) + :one, holder = :holder, expiresAtMs = :until',
      condition: 'attribute_not_exists(pk) OR expiresAtMs <= :now',
      values: { ':none': 0, ':one': 1, ':holder': holder, ':until': now() + ttlMs, ':now': now() },
    });
    if (taken) return { ok: true, fence: { lease, token: Number(taken['fence']) } };
    const row = await getRow(table, keyOfLease(lease));
    const expiresAt = Number(row?.['expiresAtMs']);
    // It ran out, or was let go, in between.
    if (!(row && expiresAt > now())) return acquire(lease, holder, ttlMs);
    const until = new Date(expiresAt).toISOString();
    return { ok: false, holder: String(row['holder']), until, fence: { lease, token: Number(row['fence']) } };
  };
  return {
    acquire,
    renew: async (fence, ttlMs) => {
      const renewed = await update(`renewing lease ${fence.lease}`, {
        ...{ key: keyOfLease(fence.lease), change: 'SET expiresAtMs = :until', condition: held },
        values: { ':until': now() + ttlMs, ':token': fence.token, ':now': now() },
      });
      return renewed !== undefined;
    },
    release: async (fence) => {
      await update(`releasing lease ${fence.lease}`, {
        ...{ key: keyOfLease(fence.lease), change: 'SET expiresAtMs = :none', condition: 'fence = :token' },
        values: { ':none': 0, ':token': fence.token },
      });
    },
    holds: async (fence) => {
      const row = await getRow(table, keyOfLease(fence.lease));
      return row?.['fence'] === fence.token && Number(row['expiresAtMs']) > now();
    },
  };
}
