import { describe, expect, test } from '@jest/globals';
import type { Table } from '../../../platform/aws/table.ts';
import { transact, type Write } from '../../../platform/aws/writes.ts';
import { steppedClock } from '../../support/stepped-clock.ts';

/** A table whose transactions are cancelled for these reasons in turn, and then go through. */
function cancelling(...rounds: readonly (readonly string[])[]): { readonly table: Table; calls(): number } {
  let calls = 0;
  const send = async (): Promise<object> => {
    const reasons = rounds[calls];
    calls += 1;
    if (!reasons) return {};
    const CancellationReasons = reasons.map((Code) => ({ Code }));
    throw Object.assign(new Error('cancelled'), {
      ...{ name: 'TransactionCanceledException', CancellationReasons, $metadata: { httpStatusCode: 400 } },
    });
  };
  return { table: { name: 'rows', client: { send } as unknown as Table['client'] }, calls: () => calls };
}

const writes: readonly Write[] = [
  { kind: 'check', key: { pk: 'a', sk: '-' }, condition: 'fence = :one', values: { ':one': 1 } },
  { kind: 'put', row: { pk: 'b', sk: '-' }, condition: 'attribute_not_exists(pk)' },
];
const doing = (table: Table): Promise<readonly number[]> => transact(table, steppedClock(), 'doing it', writes);

describe('transactions', () => {
  test('tell which conditions do not hold', async () => {
    expect(await doing(cancelling().table)).toEqual([]);
    expect(await doing(cancelling(['None', 'ConditionalCheckFailed']).table)).toEqual([1]);
    expect(await doing(cancelling(['ConditionalCheckFailed', 'ConditionalCheckFailed']).table)).toEqual([0, 1]);
  });

  test('a condition that does not hold decides, whoever else was at it', async () => {
    const { table, calls } = cancelling(['TransactionConflict', 'ConditionalCheckFailed']);
    expect(await doing(table)).toEqual([1]);
    expect(calls()).toBe(1);
  });

  test.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'are tried again after %s, and given up in the end',
    async (code) => {
      const { table, calls } = cancelling([code, 'None'], ['None', code]);
      expect(await doing(table)).toEqual([]);
      expect(calls()).toBe(3);
      const always = cancelling(...Array.from({ length: 50 }, () => [code, 'None']));
      await expect(doing(always.table)).rejects.toMatchObject({ name: 'PlatformUnavailable', code: 'rows-contended' });
      expect(always.calls()).toBe(6);
    },
  );

  test('what no other try would mend is an error at once', async () => {
    const { table, calls } = cancelling(['ValidationError', 'None']);
    await expect(doing(table)).rejects.toMatchObject({ name: 'StorageFailed' });
    expect(calls()).toBe(1);
  });
});
