import { describe, expect, test } from '@jest/globals';
import { createTurns } from '../../../connectors/request/turns.ts';
import type { Clock } from '../../../platform/ports.ts';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import { fakeCoordination } from '../support/fake-coordination.ts';

const budget = { name: 'connection/acme/main', limit: { requests: 5, perMs: 1_000 } };
const never = new AbortController().signal;

const start = fakeClock().now().getTime();

describe('take', () => {
  test('goes at once when its slot is now, and says when it was answered', async () => {
    const coordination = fakeCoordination([{ ok: true, number: 7, at: start, until: start + 50, busy: true }]);
    const turn = await createTurns(budget, { coordination, clock: fakeClock() }, never).take();
    if (turn.kind !== 'go') throw new Error('throttled');
    expect(coordination.answered).toEqual([]);
    await turn.arrived();
    expect(coordination.answered).toEqual([{ number: 7, at: start, until: start + 50, busy: true }]);
  });

  test('where no limit is declared or nobody waits, nobody needs to know when it was answered', async () => {
    const slot = { ok: true, number: 7, at: start, until: start + 50 } as const;
    const coordination = fakeCoordination([
      { ...slot, busy: true },
      { ...slot, busy: false },
    ]);
    for (const asked of [{ name: budget.name }, budget]) {
      const turn = await createTurns(asked, { coordination, clock: fakeClock() }, never).take();
      if (turn.kind === 'go') await turn.arrived();
    }
    expect(coordination.answered).toEqual([]);
  });

  test('sleeps until its slot, which it keeps', async () => {
    const clock = fakeClock();
    const coordination = fakeCoordination([{ ok: true, number: 7, at: start + 400, until: start + 450, busy: true }]);
    const turn = createTurns(budget, { coordination, clock }, never).take();
    await clock.sleeping();
    await clock.advance(401);
    expect(await turn).toMatchObject({ kind: 'go' });
    expect(coordination.taken).toHaveLength(1);
  });

  test.each([
    ['woken too late', async (clock: FakeClock) => clock.set(new Date(start + 460))],
    ['whose clock was set back', async (clock: FakeClock) => clock.set(new Date(start - 5_000))],
  ])('a process that was %s takes another slot', async (_why, meanwhile) => {
    const clock = fakeClock();
    const coordination = fakeCoordination([{ ok: true, number: 7, at: start + 400, until: start + 450, busy: true }]);
    const late: Clock = {
      now: clock.now,
      sleep: async (ms, signal) => {
        await clock.sleep(ms, signal);
        await meanwhile(clock);
      },
    };
    const turn = createTurns(budget, { coordination, clock: late }, never).take();
    await clock.sleeping();
    await clock.advance(401);
    expect(await turn).toMatchObject({ kind: 'go' });
    expect(coordination.taken).toHaveLength(2);
  });

  test('a pause that somebody asked for meanwhile makes it take another slot', async () => {
    const clock = fakeClock();
    const coordination = fakeCoordination([{ ok: true, number: 7, at: start + 400, until: start + 450, busy: true }]);
    const turn = createTurns(budget, { coordination, clock }, never).take();
    await clock.sleeping();
    await coordination.pause(budget.name, start + 2_000);
    await clock.advance(401);
    expect(await turn).toMatchObject({ kind: 'go' });
    expect(coordination.taken).toHaveLength(2);
  });

  test('a short refusal, such as of a row that many want, is slept and asked again', async () => {
    const clock = fakeClock();
    const coordination = fakeCoordination([{ ok: false, waitMs: 120 }]);
    const turn = createTurns(budget, { coordination, clock }, never).take();
    await clock.sleeping();
    await clock.advance(120);
    expect(await turn).toMatchObject({ kind: 'go' });
    expect(coordination.taken).toHaveLength(2);
  });

  test('a wait of more than ten seconds is left to the state machine', async () => {
    const coordination = fakeCoordination([{ ok: false, waitMs: 10_001 }]);
    const turns = createTurns(budget, { coordination, clock: fakeClock() }, never);
    expect(await turns.take()).toEqual({ kind: 'throttled', waitSeconds: 11 });
    expect(coordination.taken).toEqual([{ budget: budget.name, requests: 5, perMs: 1_000, patienceMs: 10_000 }]);
  });

  test('all sleeps of one read together take a minute at most', async () => {
    const clock = fakeClock();
    const coordination = fakeCoordination();
    const turns = createTurns(budget, { coordination, clock }, never);
    for (let slept = 0; slept < 6; slept++) {
      const obeyed = turns.obey(9);
      await clock.sleeping();
      await clock.advance(9_000);
      await obeyed;
    }
    await turns.take();
    expect(coordination.taken.at(-1)).toMatchObject({ patienceMs: 6_000 });
    expect(await turns.obey(9)).toEqual({ kind: 'throttled', waitSeconds: 9 });
  });

  test('ends with the signal', async () => {
    const clock = fakeClock();
    const abort = new AbortController();
    const coordination = fakeCoordination([
      { ok: true, number: 7, at: start + 9_000, until: start + 9_050, busy: true },
    ]);
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
