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
});
