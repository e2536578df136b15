import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareUtf8 } from '../../../platform/aws/record-keys.ts';
import { findRows, nextRead, type RowSource, rowsPerUnit } from '../../../platform/aws/record-lookup.ts';

type Row = { readonly sk: string };

/** Rows as DynamoDB would answer for them, with what that costs: 4 KB a unit for a query, at least a unit for each key got. */
function tableOf(stored: readonly string[], bytesPerRow = 200) {
  const rows = [...stored].sort(compareUtf8).map((sk) => ({ sk }));
  const cost = { units: 0, queries: 0, gets: 0 };
  const source: RowSource<Row> = {
    query: async (from, to, limit) => {
      const range = rows.filter(({ sk }) => compareUtf8(sk, from) >= 0 && compareUtf8(sk, to) <= 0);
      const page = range.slice(0, limit);
      const units = Math.max(1, Math.ceil((page.length * bytesPerRow) / 4096));
      cost.units += units;
      cost.queries++;
      const last = page.length === limit ? page.at(-1)?.sk : undefined;
      return { rows: page, units, ...(last !== undefined && { last }) };
    },
    get: async (keys) => {
      cost.units += keys.length;
      cost.gets += keys.length;
      return rows.filter(({ sk }) => keys.includes(sk)).reverse();
    },
  };
  return { source, cost };
}

const name = (n: number): string => String(n).padStart(6, '0');
const names = (from: number, count: number, step = 1): string[] =>
  Array.from({ length: count }, (_, n) => name(from + n * step));

describe('reading the rows of a lookup', () => {
  test.each([
    ['nothing stored yet', [], names(0, 500), { units: 1, queries: 1, gets: 0 }],
    ['all stored, side by side', names(0, 20_000), names(7_000, 500), { units: 26, queries: 2, gets: 0 }],
    ['every fourth row', names(0, 20_000), names(7_000, 500, 4), { units: 99, queries: 2, gets: 0 }],
    [
      'a dense stretch behind three lone keys',
      names(0, 20_000),
      ['000001', '000900', '001800', ...names(7_000, 497)],
      { units: 34, queries: 5, gets: 0 },
    ],
    [
      'a dense stretch, then far apart',
      names(0, 20_000),
      [...names(0, 250), ...names(1_000, 250, 40)],
      { units: 308, queries: 6, gets: 217 },
    ],
    ['far apart', names(0, 50_000), names(7, 500, 100), { units: 505, queries: 4, gets: 495 }],
    ['two keys far apart', names(0, 20_000), ['000005', '019000'], { units: 2, queries: 1, gets: 1 }],
    ['one key', names(0, 20_000), ['000005'], { units: 1, queries: 0, gets: 1 }],
    ['none', names(0, 20_000), [], { units: 0, queries: 0, gets: 0 }],
  ])('%s', async (_layout, stored, wanted, expected) => {
    const { source, cost } = tableOf(stored);
    const found = await findRows(wanted, source);
    expect([...found.keys()].sort()).toEqual(wanted.filter((key) => stored.includes(key)).sort());
    expect(cost).toEqual(expected);
  });

  test('rows so large that each costs a unit are fetched one by one', async () => {
    const { source, cost } = tableOf(names(0, 1_000), 4_000);
    expect((await findRows(names(0, 400), source)).size).toBe(400);
    expect(cost.units).toBeLessThanOrEqual(400);
  });

  test('the first query is short, and later ones never cost more than a quarter of fetching the rest', () => {
    expect(nextRead(1, [])).toEqual({ kind: 'get' });
    expect(nextRead(500, [])).toEqual({ kind: 'query', limit: 125 });
    expect(nextRead(10, [])).toEqual({ kind: 'query', limit: rowsPerUnit });
    const good = { rows: 125, units: 7, passed: 100 };
    expect(nextRead(400, [good])).toEqual({ kind: 'query', limit: 625 });
    expect(nextRead(400, [{ rows: 1_500, units: 75, passed: 100 }])).toEqual({ kind: 'query', limit: 2_000 });
    const poor = { rows: 125, units: 7, passed: 1 };
    expect(nextRead(499, [poor])).toEqual({ kind: 'query', limit: 17 });
    expect(nextRead(499, [poor, good, poor, poor, poor])).toEqual({ kind: 'get' });
  });

  test('every wanted key that is stored is found once, whatever the layout, and the price is bounded', async () => {
    const key = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 3_000 }).map(name) },
      { weight: 1, arbitrary: fc.constantFrom('😀', '\uffff', 'é', 'e\u0301', '\0', 'a\0b', '~') },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }) },
    );
    const run = fc
      .tuple(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 30 }))
      .map(([from, count, step]) => names(from, count, step));
    const keys = fc
      .tuple(fc.array(run, { maxLength: 4 }), fc.array(key, { maxLength: 60 }))
      .map((parts) => parts.flat(2));
    await fc.assert(
      fc.asyncProperty(keys, keys, fc.integer({ min: 60, max: 3_000 }), async (stored, wanted, bytesPerRow) => {
        const { source, cost } = tableOf([...new Set(stored)], bytesPerRow);
        const found = await findRows(wanted, source);
        const isStored = new Set(stored);
        expect([...found.keys()].sort()).toEqual([...new Set(wanted)].filter((sk) => isStored.has(sk)).sort());
        for (const [sk, row] of found) expect(row.sk).toBe(sk);
        expect(cost.units).toBeLessThanOrEqual(new Set(wanted).size * 2 + 20);
      }),
      { numRuns: 300 },
    );
  });
});
