import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normaliseCursor } from '../../../connectors/cursor/normalise.ts';
import { parseKeepingDigits } from '../../../core/json.ts';

describe('normaliseCursor', () => {
  test.each([
    ['2026-03-01T10:20:30Z', '2026-03-01T10:20:30.000Z'],
    ['2026-03-01T10:20:30.5Z', '2026-03-01T10:20:30.500Z'],
    ['2026-03-01T10:20:30.1239999Z', '2026-03-01T10:20:30.123Z'],
    ['2026-03-01T10:20:30,25Z', '2026-03-01T10:20:30.250Z'],
    ['2026-03-01T00:30:00+02:00', '2026-02-28T22:30:00.000Z'],
    ['2026-03-01T00:30:00-0930', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T00:30:00+05', '2026-02-28T19:30:00.000Z'],
    ['2026-03-01 10:20:30', '2026-03-01T10:20:30.000Z'],
    ['2026-03-01T10:20', '2026-03-01T10:20:00.000Z'],
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    [' 2026-03-01 ', '2026-03-01T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.999Z'],
    ['0050-01-02', '0050-01-02T00:00:00.000Z'],
    ['/Date(1700000000123)/', '2023-11-14T22:13:20.123Z'],
    ['/Date(1700000000123+0120)/', '2023-11-14T22:13:20.123Z'],
    ['/Date(-1)/', '1969-12-31T23:59:59.999Z'],
  ])('%s is %s', (text, iso) => {
    expect(normaliseCursor(text, 'iso')).toBe(iso);
  });

  test.each([
    '',
    'soon',
    '2026-13-01',
    '2026-02-30',
    '2026-03-01T24:00:00Z',
    '2026-03-01T10:61Z',
    '20260301',
    '1700000000',
    '0000-00-00',
    '/Date(9e99)/',
  ])('%s is no time', (text) => {
    expect(normaliseCursor(text, 'iso')).toBeUndefined();
  });

  test('numbers count seconds or milliseconds, as the format says', () => {
    expect(normaliseCursor(1_700_000_000, 'epoch-seconds')).toBe('2023-11-14T22:13:20.000Z');
    expect(normaliseCursor('1700000000.75', 'epoch-seconds')).toBe('2023-11-14T22:13:20.750Z');
    expect(normaliseCursor(1_700_000_000_001, 'epoch-milliseconds')).toBe('2023-11-14T22:13:20.001Z');
    expect(normaliseCursor('2026-03-01T00:00:00Z', 'epoch-seconds')).toBe('2026-03-01T00:00:00.000Z');
    expect(normaliseCursor(Number.MAX_SAFE_INTEGER, 'epoch-seconds')).toBeUndefined();
  });

  test('the format text keeps the text, and long numbers keep their digits', () => {
    expect(normaliseCursor(' 00A-7 ', 'text')).toBe(' 00A-7 ');
    const [long] = parseKeepingDigits('[12345678901234567890]') as readonly unknown[];
    expect(normaliseCursor(long, 'text')).toBe('12345678901234567890');
    expect(normaliseCursor({ at: 1 }, 'text')).toBeUndefined();
  });

  test('what is written in ISO in any zone comes back as the same instant', () => {
    const instants = fc.date({ min: new Date('0001-01-03'), max: new Date('9999-12-29'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, fc.integer({ min: -14 * 60, max: 14 * 60 }), (instant, offset) => {
        const local = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, -1);
        const pad = (part: number): string => String(Math.trunc(Math.abs(part))).padStart(2, '0');
        const zone = `${offset < 0 ? '-' : '+'}${pad(offset / 60)}:${pad(offset % 60)}`;
        expect(normaliseCursor(`${local}${zone}`, 'iso')).toBe(instant.toISOString());
      }),
    );
  });

  test('a time without an offset is local where there is a time zone, and the earlier moment where it comes twice', () => {
    expect(normaliseCursor('2026-03-29 14:05:00', 'local', 'Europe/Oslo')).toBe('2026-03-29T12:05:00.000Z');
    expect(normaliseCursor('2026-10-25 02:30:00', 'local', 'Europe/Oslo')).toBe('2026-10-25T00:30:00.000Z');
    expect(normaliseCursor('2026-03-29T14:05:00Z', 'local', 'Europe/Oslo')).toBe('2026-03-29T14:05:00.000Z');
    expect(normaliseCursor('0000-00-00 00:00:00', 'local', 'Europe/Oslo')).toBeUndefined();
  });
});
