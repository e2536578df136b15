import { expect, test } from '@jest/globals';
import { type MeasuredBudget, measuredBudget } from '../../../infra/monitoring/measured-budget.ts';
import type { Coordination } from '../../../platform/ports.ts';
import type { Taken } from '../../../platform/rate-budget-port.ts';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';

const limit = { requests: 10, perMs: 5_000 };

/** A budget that answers as it is told to. */
function watched(answers: readonly Taken[] = []): { readonly clock: FakeClock; readonly budget: MeasuredBudget } {
  const clock = fakeClock();
  const left = [...answers];
  const coordination = {
    take: async () => left.shift() ?? { ok: true, number: 1, at: 0, until: 0, busy: false },
  } as unknown as Coordination;
  return { clock, budget: measuredBudget(coordination, clock) };
}

async function take({ coordination }: MeasuredBudget, times: number): Promise<void> {
  for (let taken = 0; taken < times; taken += 1) await coordination.take('acme/books', limit);
}

test('says nothing where nothing was asked', () => {
  expect(watched().budget.read()).toEqual([]);
});

test('counts requests, and those that have to wait, and gives the answers on', async () => {
  const inAWhile = fakeClock().now().getTime() + 700;
  const answers: readonly Taken[] = [
    { ok: true, number: 1, at: 0, until: 0, busy: false },
    { ok: true, number: 2, at: inAWhile, until: inAWhile, busy: true },
    { ok: false, waitMs: 700 },
  ];
  const { budget } = watched(answers);
  for (const answer of answers) expect(await budget.coordination.take('b', limit)).toEqual(answer);
  expect(budget.read()).toEqual([
    { metric: 'ErpRequests', value: 2 },
    { metric: 'ErpWaits', value: 2 },
    { metric: 'BudgetUsedPercent', value: 20 },
  ]);
  expect(budget.read()).toEqual([]);
});

test('the share is of what the time since the first request allowed, and no less than one window', async () => {
  const { budget, clock } = watched();
  await take(budget, 4);
  expect(budget.read().at(-1)).toEqual({ metric: 'BudgetUsedPercent', value: 40 });
  await take(budget, 10);
  clock.set(new Date(clock.now().getTime() + 20_000));
  await take(budget, 10);
  expect(budget.read().at(-1)).toEqual({ metric: 'BudgetUsedPercent', value: 50 });
});

test('the time between two invocations, in which a function stands still, does not count', async () => {
  const { budget, clock } = watched();
  await take(budget, 1);
  budget.read();
  clock.set(new Date(clock.now().getTime() + 3_600_000));
  await take(budget, 9);
  expect(budget.read().at(-1)).toEqual({ metric: 'BudgetUsedPercent', value: 90 });
});
