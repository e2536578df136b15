import { describe, expect, test } from '@jest/globals';
import { createTurns } from '../../../connectors/request/turns.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeCoordination } from '../support/fake-coordination.ts';

const budget = { name: 'connection/acme/main', limit: { requests: 5, perMs: 1_000 } };
const never = new AbortController().signal;

describe('take', () => {
  test('sleeps while the budget is short, and takes again', async () => {
    const clock = fakeClock();
    const coordination = fakeCoordination([{ ok: false, waitMs: 400 }]);
    const turn = createTurns(budget, { coordination, clock }, never).take();
    await clock.sleeping();
    await clock.advance(400);
    expect(await turn).toEqual({ kind: 'go' });
    expect(coordination.taken).toEqual(Array(2).fill({ budget: budget.name, requests: 5, perMs: 1_000 }));
  });

  test('a wait of more than ten seconds is left to the state machine', async () => {
    const coordination = fakeCoordination([{ ok: false, waitMs: 10_001 }]);
    expect(await createTurns(budget, { coordination, clock: fakeClock() }, never).take()).toEqual({
      kind: 'throttled',
      waitSeconds: 11,
    });
  });

  test('all sleeps of one read together take a minute at most', async () => {
    const clock = fakeClock();
    const coordination = fakeCoordination(Array.from({ length: 9 }, () => ({ ok: false, waitMs: 9_000 }) as const));
    const turn = createTurns(budget, { coordination, clock }, never).take();
    for (let slept = 0; slept < 6; slept++) {
      await clock.sleeping();
      await clock.advance(9_000);
    }
    expect(await turn).toEqual({ kind: 'throttled', waitSeconds: 9 });
  });

  test('ends with the signal', async () => {
    const clock = fakeClock();
    const abort = new AbortController();
    const coordination = fakeCoordination([{ ok: false, waitMs: 9_000 }]);
    const turn = createTurns(budget, { coordination, clock }, abort.signal).take();
    await clock.sleeping();
    abort.abort(new Error('stopped'));
    await expect(turn).rejects.toThrow('stopped');
  });
});

describe('obey', () => {
  test('pauses the budget for everyone and sleeps a short wait', async () => {
    const clock = fakeClock('2026-01-01T00:00:00.000Z');
    const coordination = fakeCoordination();
    const turn = createTurns(budget, { coordination, clock }, never).obey(7);
    await clock.sleeping();
    expect(coordination.paused).toEqual([{ budget: budget.name, untilMs: Date.parse('2026-01-01T00:00:07.000Z') }]);
    await clock.advance(7_000);
    expect(await turn).toEqual({ kind: 'go' });
  });

  test('pauses the budget and gives a long wait back', async () => {
    const coordination = fakeCoordination();
    const turn = createTurns(budget, { coordination, clock: fakeClock() }, never).obey(120);
    expect(await turn).toEqual({ kind: 'throttled', waitSeconds: 120 });
    expect(coordination.paused).toHaveLength(1);
  });
});
