import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatPosition, formatRevision, type Position, parsePosition } from '../../core/position.ts';

const position = fc.record({
  run: fc.integer({ min: 0, max: 99_999_999 }),
  batch: fc.integer({ min: 0, max: 999_999 }),
  index: fc.integer({ min: 0, max: 9999 }),
});

const compare = (a: Position, b: Position): number => a.run - b.run || a.batch - b.batch || a.index - b.index;

describe('position', () => {
  test('is written with a fixed width', () => {
    expect(formatPosition({ run: 12, batch: 34, index: 123 })).toBe('00000012.000034.0123');
    expect(formatRevision({ run: 12, batch: 34, index: 123 }, 2)).toBe('00000012.000034.0123.0002');
  });

  test('order of texts is order of positions, of revisions too', () => {
    const version = fc.integer({ min: 0, max: 9999 });
    fc.assert(
      fc.property(position, position, version, version, (a, b, x, y) => {
        const order = Math.sign(compare(a, b));
        const [textA, textB] = [formatPosition(a), formatPosition(b)];
        expect(textA < textB ? -1 : textA > textB ? 1 : 0).toBe(order);
        const [revisionA, revisionB] = [formatRevision(a, x), formatRevision(b, y)];
        expect(revisionA < revisionB ? -1 : revisionA > revisionB ? 1 : 0).toBe(order || Math.sign(x - y));
      }),
    );
  });

  test('is read back, from a revision too', () => {
    fc.assert(
      fc.property(position, (value) => {
        expect(parsePosition(formatPosition(value))).toEqual(value);
        expect(parsePosition(formatRevision(value, 1))).toEqual(value);
      }),
    );
  });

  test.each([
    [{ run: 100_000_000, batch: 1, index: 0 }],
    [{ run: 1, batch: 1_000_000, index: 0 }],
    [{ run: 1, batch: 1, index: 10_000 }],
    [{ run: -1, batch: 1, index: 0 }],
    [{ run: 1.5, batch: 1, index: 0 }],
    [{ run: Number.NaN, batch: 1, index: 0 }],
  ])('refuses %j, which would break the order', (value) => {
    expect(() => formatPosition(value)).toThrow(RangeError);
  });

  test.each(['', '1.2.3', '00000012.000034.0123.2', '00000012.000034.01234'])('refuses to read "%s"', (text) => {
    expect(() => parsePosition(text)).toThrow(RangeError);
  });
});
