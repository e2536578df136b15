import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatWatermark } from '../../../connectors/cursor/format-watermark.ts';
import { normaliseCursor } from '../../../connectors/cursor/normalise.ts';

describe('formatWatermark', () => {
  test.each([
    ['iso', '2026-03-01T10:20:30.456Z'],
    ['iso-seconds', '2026-03-01T10:20:30Z'],
    ['date', '2026-03-01'],
    ['epoch-seconds', '1772360430'],
    ['epoch-milliseconds', '1772360430456'],
    ['text', '2026-03-01T10:20:30.456Z'],
  ] as const)('%s', (format, expected) => {
    expect(formatWatermark('2026-03-01T10:20:30.456Z', format)).toBe(expected);
  });

  test('a text is no time in the other formats', () => {
    expect(formatWatermark('A-17', 'iso')).toBeUndefined();
    expect(formatWatermark('A-17', 'text')).toBe('A-17');
  });

  test('what is sent is never later than the watermark', () => {
    const formats = fc.constantFrom('iso', 'iso-seconds', 'date', 'epoch-seconds', 'epoch-milliseconds' as const);
    const instants = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, formats, (instant, format) => {
        const sent = normaliseCursor(formatWatermark(instant.toISOString(), format), format) ?? 'unreadable';
        expect(sent <= instant.toISOString()).toBe(true);
        expect(Date.parse(sent)).toBeGreaterThan(instant.getTime() - (format === 'date' ? 86_400_000 : 1_000));
      }),
    );
  });

  test('local times are those of the zone; while the clock is put back, the beginning of the hour that comes twice', () => {
    const local = (instant: string): string | undefined => formatWatermark(instant, 'local', 'Europe/Oslo');
    expect(local('2026-03-29T12:05:00.900Z')).toBe('2026-03-29 14:05:00');
    expect(local('2026-10-25T00:50:00.000Z')).toBe('2026-10-25 02:00:00');
    expect(local('2026-10-25T01:10:00.000Z')).toBe('2026-10-25 02:10:00');
    expect(formatWatermark('2026-06-30T22:30:00.000Z', 'date', 'Europe/Oslo')).toBe('2026-07-01');
  });

  test('an ERP that compares local times gives everything that changed since the watermark', () => {
    const start = Date.parse('2026-10-24T20:00:00Z');
    const minutes = fc.integer({ min: 0, max: 700 });
    fc.assert(
      fc.property(minutes, minutes, (since, later) => {
        const watermark = new Date(start + since * 60_000);
        const changed = new Date(watermark.getTime() + later * 60_000);
        const shown = new Intl.DateTimeFormat('sv-SE', {
          timeZone: 'Europe/Oslo',
          dateStyle: 'short',
          timeStyle: 'medium',
        }).format(changed);
        expect((formatWatermark(watermark.toISOString(), 'local', 'Europe/Oslo') ?? '~') <= shown).toBe(true);
      }),
    );
  });
});
