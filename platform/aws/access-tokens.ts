import { refreshMs, type TokenRows, type TokenStep, unsealed } from '../access-tokens.ts';
import type { Clock } from '../ports.ts';
import type { Sealing } from '../sealing.ts';
import { getRow, type Key, keyOf, type Row } from './rows.ts';
import type { Table } from './table.ts';
import { type Update, updateRow } from './writes.ts';

/** A row that nobody asks for any more is deleted by its time to live a week after its token has expired. */
const spareSeconds = 7 * 86_400;

const keyOfToken = (name: string): Key => ({ pk: keyOf('T', name), sk: '-' });
const expiryOf = (ms: number): number => Math.ceil(ms / 1000) + spareSeconds;

/** One row per token, with the lock of its refresh. */
export function tokenRowsIn(table: Table, clock: Clock, sealing: () => Promise<Sealing>): TokenRows {
  const now = (): number => clock.now().getTime();
  const cachedIn = async (row: Row | undefined): Promise<string | undefined> => {
    const sealed = row?.['sealed'];
    if (sealed === undefined || Number(row?.['expiresAtMs']) <= now()) return undefined;
    return unsealed(await sealing(), String(sealed));
  };
  const update = (name: string, change: Omit<Update, 'key'>): Promise<Row | undefined> =>
    updateRow(table, `writing the row of token ${name}`, { key: keyOfToken(name), ...change });
  const begin = async (name: string, rejected: string | undefined): Promise<TokenStep> => {
    const row = await getRow(table, keyOfToken(name));
    const value = await cachedIn(row);
    if (value !== undefined && value !== rejected) return { kind: 'cached', value };
    if (Number(row?.['refreshingUntil'] ?? 0) > now()) return { kind: 'wait' };
    const attempt = Number(row?.['attempt'] ?? 0);
    const locked = await update(name, {
      change: 'SET attempt = :next, refreshingUntil = :until, expiresAt = :expiry',
      condition: attempt === 0 ? 'attribute_not_exists(attempt)' : 'attempt = :attempt',
      values: {
        ...{ ':next': attempt + 1, ':until': now() + refreshMs, ':expiry': expiryOf(now()) },
        ...(attempt !== 0 && { ':attempt': attempt }),
      },
    });
    // Somebody was faster: what they do is in the row now.
    return locked ? { kind: 'refresh', attempt: attempt + 1 } : begin(name, rejected);
  };
  return {
    cached: async (name) => cachedIn(await getRow(table, keyOfToken(name))),
    begin,
    finish: async (name, attempt, token) => {
      const expiresAtMs = Date.parse(token.expiresAt);
      await update(name, {
        change: 'SET sealed = :sealed, expiresAtMs = :expiresAtMs, refreshingUntil = :none, expiresAt = :expiry',
        condition: 'attempt = :attempt',
        values: {
          ...{ ':sealed': (await sealing()).seal(token.value), ':expiresAtMs': expiresAtMs },
          ...{ ':none': 0, ':expiry': expiryOf(expiresAtMs), ':attempt': attempt },
        },
      });
    },
    abandon: async (name, attempt) => {
      const change = {
        ...{ change: 'SET refreshingUntil = :none', condition: 'attempt = :attempt' },
        values: { ':none': 0, ':attempt': attempt },
      };
      // The lock expires by itself; why the refresh failed is what the caller should hear of.
      await update(name, change).catch(() => undefined);
    },
  };
}
