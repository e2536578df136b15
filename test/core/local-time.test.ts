import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { earliestWallFrom, firstMoment, isTimezone, wallTime } from '../../core/local-time.ts';

const wall = (text: string): number => Date.parse(`${text}Z`);
const moments = fc.date({ min: new Date('1996-01-01'), max: new Date('2036-01-01'), noInvalidDate: true });
const zones = fc.constantFrom('Europe/Oslo', 'Europe/Stockholm', 'UTC', 'America/St_Johns', 'Australia/Lord_Howe');

describe('wall time', () => {
  test.each([
    ['2026-01-15T12:00:00', '2026-01-15T13:00:00'],
    ['2026-07-15T12:00:00', '2026-07-15T14:00:00'],
    ['2026-03-29T00:59:59', '2026-03-29T01:59:59'],
    ['2026-03-29T01:00:00', '2026-03-29T03:00:00'],
    ['2026-10-25T00:59:59', '2026-10-25T02:59:59'],
    ['2026-10-25T01:00:00', '2026-10-25T02:00:00'],
  ])('at %s UTC Oslo shows %s', (utc, shown) => {
    expect(wallTime(wall(utc), 'Europe/Oslo')).toBe(wall(shown));
  });

  test.each([
    ['2026-03-29T14:05:00', '2026-03-29T12:05:00'],
    // Never shown: the clock went from 02:00 to 03:00.
    ['2026-03-29T02:30:00', '2026-03-29T00:30:00'],
    // Shown twice.
    ['2026-10-25T02:30:00', '2026-10-25T00:30:00'],
    ['2026-10-25T03:00:00', '2026-10-25T02:00:00'],
  ])('Oslo first shows %s at %s UTC', (shown, utc) => {
    expect(firstMoment(wall(shown), 'Europe/Oslo')).toBe(wall(utc));
  });

  test('a moment is never later than the one whose wall time it has', () => {
    fc.assert(
      fc.property(moments, zones, (moment, zone) => {
        const first = firstMoment(wallTime(moment.getTime(), zone), zone);
        expect(first).toBeLessThanOrEqual(moment.getTime());
        expect(wallTime(first, zone)).toBe(wallTime(moment.getTime(), zone));
      }),
    );
  });

  test('nothing that happens from a moment on is written with an earlier time than the earliest', () => {
    const minutes = fc.integer({ min: 0, max: 4_000 });
    const nearFold = minutes.map((minute) => new Date(Date.parse('2026-10-24T18:00:00Z') + minute * 60_000));
    fc.assert(
      fc.property(fc.oneof(moments, nearFold), minutes, zones, (moment, later, zone) => {
        const earliest = earliestWallFrom(moment.getTime(), zone);
        expect(earliest).toBeLessThanOrEqual(wallTime(moment.getTime() + later * 60_000, zone));
        expect(earliest).toBeGreaterThan(wallTime(moment.getTime(), zone) - 3_600_001);
      }),
      { numRuns: 500 },
    );
    expect(earliestWallFrom(wall('2026-10-25T00:50:00'), 'Europe/Oslo')).toBe(wall('2026-10-25T02:00:00'));
  });

  test('zones are those of the IANA database', () => {
    expect(['Europe/Oslo', 'UTC', 'Oslo', ''].map(isTimezone)).toEqual([true, true, false, false]);
  });
});
