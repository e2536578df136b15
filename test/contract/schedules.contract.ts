import { describe, expect, test } from '@jest/globals';
import type { Clock, ScheduleEntry, Schedules } from '../../platform/ports.ts';
import { forEachTest, type UnderTest } from './under-test.ts';

type Ports = { readonly schedules: Schedules; readonly clock: Clock };
type Make = () => Promise<UnderTest<Ports>>;

const minutely: ScheduleEntry = { tenant: 'acme', name: 'main', connector: 'demo-odata', when: { every: '1m' } };
const mornings: ScheduleEntry = {
  tenant: 'acme',
  name: 'second',
  connector: 'demo-odata',
  when: { cron: '30 6 * * 1-5', timezone: 'Europe/Berlin' },
};

export function schedulesContract(name: string, makeAdapter: Make): void {
  describe(`schedules: ${name}`, () => {
    const withSchedules = forEachTest(makeAdapter);

    test(
      'lists what was put, of a tenant or of all, with the next moment',
      withSchedules(async ({ schedules, clock }) => {
        const other = { ...minutely, tenant: 'other' };
        const before = clock.now();
        for (const entry of [mornings, other, minutely]) await schedules.put(entry);
        const [first, second] = await schedules.list('acme');
        expect(first).toEqual({ ...minutely, nextAt: expect.any(String) });
        expectWithin(first?.nextAt, before, clock.now(), 60_000);
        expect(second).toEqual({ ...mornings, nextAt: expect.stringMatching(/T0[45]:30:00.000Z$/) });
        expect((await schedules.list()).map(({ tenant, name }) => `${tenant}/${name}`)).toEqual([
          'acme/main',
          'acme/second',
          'other/main',
        ]);
        expect(await schedules.list('nobody')).toEqual([]);
      }),
    );

    test(
      'putting the same name again replaces it; the same schedule keeps its next moment',
      withSchedules(async ({ schedules, passTime }) => {
        await schedules.put(minutely);
        const before = await schedules.list('acme');
        await passTime(10_000);
        await schedules.put(minutely);
        expect(await schedules.list('acme')).toEqual(before);
        await schedules.put({ ...minutely, when: { every: '2h' } });
        expect(await schedules.list('acme')).toEqual([
          { ...minutely, when: { every: '2h' }, nextAt: expect.any(String) },
        ]);
      }),
    );

    test(
      'removes',
      withSchedules(async ({ schedules }) => {
        await schedules.put(minutely);
        await schedules.remove('other', 'main');
        expect(await schedules.list()).toHaveLength(1);
        await schedules.remove('acme', 'main');
        await schedules.remove('acme', 'main');
        expect(await schedules.list()).toEqual([]);
      }),
    );
    describeRefusals(withSchedules);
  });
}

/** That long after a moment between two; the second more is for platforms that keep time in seconds. */
function expectWithin(at: string | undefined, from: Date, to: Date, later: number): void {
  expect(Date.parse(at ?? '')).toBeGreaterThan(from.getTime() + later - 1_000);
  expect(Date.parse(at ?? '')).toBeLessThan(to.getTime() + later + 1_000);
}

function describeRefusals(withSchedules: ReturnType<typeof forEachTest<Ports>>): void {
  test.each([
    { every: '' },
    { every: '0s' },
    { every: '5 minutes' },
    { cron: '' },
    { cron: 'often' },
    { cron: '* * * * * *' },
    { cron: '61 * * * *' },
    { cron: '0 6 * * *', timezone: 'Mars/Olympus' },
  ])('refuses %j and stores nothing', async (when) =>
    withSchedules(async ({ schedules }) => {
      await expect(schedules.put({ ...minutely, when })).rejects.toMatchObject({ name: 'InvalidInput' });
      expect(await schedules.list()).toEqual([]);
    })(),
  );
}
