import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { TributaryError } from '../../../core/errors.ts';
import { type Database, openDatabase } from '../../../platform/embedded/database.ts';
import { type EmbeddedSchedules, embeddedSchedules } from '../../../platform/embedded/schedules.ts';
import type { ScheduleEntry } from '../../../platform/ports.ts';
import { schedulesContract } from '../../contract/schedules.contract.ts';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const newDirectory = temporaryDirectories();

schedulesContract('embedded', async () => {
  const db = openDatabase({ file: join(newDirectory(), 'test.db') });
  const clock = fakeClock();
  const schedules = embeddedSchedules(db, clock, () => undefined);
  return { schedules, clock, passTime: clock.advance, dispose: async () => db.close() };
});

const minutely: ScheduleEntry = { tenant: 'acme', name: 'main', connector: 'demo-odata', when: { every: '1m' } };
const noon: ScheduleEntry = { tenant: 'acme', name: 'noon', connector: 'demo-odata', when: { cron: '0 12 * * *' } };

describe('embedded schedules', () => {
  let file: string;
  let db: Database;
  let clock: FakeClock;
  let due: string[];
  let fatal: unknown[];
  const open = (onDue?: (entry: ScheduleEntry) => void): EmbeddedSchedules =>
    embeddedSchedules(
      db,
      clock,
      onDue ?? (({ name }) => void due.push(`${name} ${clock.now().toISOString().slice(5, 19)}`)),
    );
  beforeEach(() => {
    file = join(newDirectory(), 'test.db');
    db = openDatabase({ file });
    clock = fakeClock('2026-01-01T11:58:30.000Z');
    [due, fatal] = [[], []];
  });
  afterEach(() => db.close());
  const onFatal = (error: unknown): void => void fatal.push(error);

  test('fires while armed, also entries of another process, until disarmed', async () => {
    const schedules = open();
    await schedules.put(minutely);
    schedules.arm(onFatal);
    schedules.arm(onFatal);
    await clock.advance(61_000);
    const other = openDatabase({ file });
    await embeddedSchedules(other, clock, () => undefined).put(noon);
    other.close();
    await clock.advance(60_000);
    expect(due).toEqual(['main 01-01T11:59:30', 'noon 01-01T12:00:00', 'main 01-01T12:00:30']);
    schedules.disarm();
    schedules.disarm();
    await clock.advance(600_000);
    expect(due).toHaveLength(3);
    expect(fatal).toEqual([]);
  });

  test('what was missed while no process ran is due once, then the grid goes on', async () => {
    await open().put(minutely);
    await open().put(noon);
    clock.set(new Date('2026-01-04T15:10:00.000Z'));
    const schedules = open();
    expect(schedules.tick().map(({ name }) => name)).toEqual(['main', 'noon']);
    expect(schedules.tick()).toEqual([]);
    expect((await schedules.list()).map(({ name, nextAt }) => [name, nextAt])).toEqual([
      ['main', '2026-01-04T15:10:30.000Z'],
      ['noon', '2026-01-05T12:00:00.000Z'],
    ]);
    expect(due).toHaveLength(2);
  });

  test('follows the wall clock of its time zone over a change to summer time', async () => {
    clock = fakeClock('2026-03-28T00:00:00.000Z');
    const schedules = open();
    await schedules.put({ ...noon, when: { cron: '30 2 * * *', timezone: 'Europe/Berlin' } });
    for (let hours = 0; hours < 72; hours += 1) {
      clock.set(new Date(clock.now().getTime() + 3_600_000));
      schedules.tick();
    }
    expect(due).toEqual(['noon 03-28T02:00:00', 'noon 03-29T01:00:00', 'noon 03-30T01:00:00']);
  });

  test('an entry whose start fails stays due, and the failure is reported', async () => {
    let fails = true;
    const full = new TributaryError('StorageFailed', { code: 'disk-full', message: 'full' });
    const schedules = open(() => {
      if (fails) throw full;
      due.push('started');
    });
    await schedules.put(minutely);
    schedules.arm(onFatal);
    await clock.advance(60_000);
    expect(fatal).toEqual([full]);
    fails = false;
    expect(schedules.tick()).toEqual([minutely]);
    expect(due).toEqual(['started']);
    schedules.disarm();
  });

  test('a database that is busy for a while is asked again', async () => {
    let busy = true;
    const schedules = open(() => {
      if (busy) throw new TributaryError('PlatformUnavailable', { code: 'database-busy', message: 'busy' });
      due.push('started');
    });
    await schedules.put(minutely);
    schedules.arm(onFatal);
    await clock.advance(60_000);
    busy = false;
    await clock.advance(1_000);
    expect(due).toEqual(['started']);
    expect(fatal).toEqual([]);
    schedules.disarm();
  });

  test('of two processes one fires', async () => {
    const other = openDatabase({ file });
    const [first, second] = [open(), embeddedSchedules(other, clock, ({ name }) => void due.push(name))];
    await first.put(minutely);
    clock.set(new Date(clock.now().getTime() + 60_000));
    expect([first.tick(), second.tick()]).toEqual([[minutely], []]);
    other.close();
  });
});
