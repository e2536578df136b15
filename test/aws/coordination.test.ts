import { expect, test } from '@jest/globals';
import { awsCoordination } from '../../platform/aws/coordination.ts';
import { getRow } from '../../platform/aws/rows.ts';
import type { CachedToken } from '../../platform/ports.ts';
import type { Sealing } from '../../platform/sealing.ts';
import { coordinationContract } from '../contract/coordination.contract.ts';
import { testUnless } from '../contract/under-test.ts';
import { injectFaults } from '../support/aws-faults.ts';
import { freshTable } from '../support/aws-table.ts';
import { onEmulators } from '../support/on-emulators.ts';
import { steppedClock } from '../support/stepped-clock.ts';
import { limitsOf } from './emulator-limits.ts';

const reversed = (text: string): string => [...text].reverse().join('');
const sealing = async (): Promise<Sealing> => ({ seal: reversed, unseal: reversed });

onEmulators(['ministack', 'moto'], (emulator) => {
  const testHere = testUnless(limitsOf(emulator));
  coordinationContract(emulator, async () => {
    const { table, remove } = await freshTable();
    const clock = steppedClock();
    return {
      coordination: awsCoordination(table, clock, sealing),
      other: awsCoordination(table, clock, sealing),
      clock,
      passTime: clock.advance,
      dispose: remove,
    };
  });

  test('tokens are stored sealed, and refreshed when they cannot be unsealed', async () => {
    const { table, remove } = await freshTable();
    const clock = steppedClock();
    const refresh = async (): Promise<CachedToken> => ({
      value: 'very-secret',
      expiresAt: '2027-01-01T00:00:00.000Z',
    });
    await awsCoordination(table, clock, sealing).token('t', refresh);
    expect(await getRow(table, { pk: 'T#t', sk: '-' })).toMatchObject({ sealed: 'terces-yrev' });
    const unseal = (): string => {
      throw new Error('another key');
    };
    const otherKey = async (): Promise<Sealing> => ({ seal: reversed, unseal });
    expect(await awsCoordination(table, clock, otherKey).token('t', refresh)).toBe('very-secret');
    await remove();
  });

  testHere('of many takers at the same time, no more get through than the budget allows', async () => {
    const { table, remove } = await freshTable();
    const clock = steppedClock();
    const limit = { requests: 5, perMs: 1_000 };
    const takers = Array.from({ length: 4 }, () => awsCoordination(table, clock, sealing));
    let allowed = 0;
    await Promise.all(
      takers.map(async (taker) => {
        for (let count = 0; count < 5; count += 1) if ((await taker.take('b', limit)).ok) allowed += 1;
      }),
    );
    expect(allowed).toBeLessThanOrEqual(5);
    while ((await awsCoordination(table, clock, sealing).take('b', limit)).ok) allowed += 1;
    expect(allowed).toBe(5);
    await remove();
  });

  test('of many who want a lease at the same time, exactly one gets it', async () => {
    const { table, remove } = await freshTable();
    const { acquire } = awsCoordination(table, steppedClock(), sealing);
    const results = await Promise.all(Array.from({ length: 8 }, (_, n) => acquire('l', `holder-${n}`, 1_000)));
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    await remove();
  });

  test('a row that another transaction holds is waited for, and given up on with a fault that may pass', async () => {
    const { table, remove } = await freshTable();
    const clock = steppedClock();
    const { acquire, take } = awsCoordination(table, clock, sealing);
    const faults = injectFaults(table.client);
    const error = { name: 'TransactionConflictException' };
    faults.fail('UpdateItem', [1, 2], error);
    faults.fail('TransactWriteItems', [1, 2], error);
    expect(await acquire('l', 'a', 1_000)).toMatchObject({ ok: true });
    expect(await take('b', { requests: 1, perMs: 1_000 })).toMatchObject({ ok: true });
    expect([faults.calls('UpdateItem'), faults.calls('TransactWriteItems')]).toEqual([3, 3]);
    faults.fail('UpdateItem', 'every', error);
    await expect(acquire('m', 'a', 1_000)).rejects.toMatchObject({
      name: 'PlatformUnavailable',
      code: 'rows-contended',
    });
    await remove();
  });
});
