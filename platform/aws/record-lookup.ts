import { compareUtf8 } from './record-keys.ts';

/**
 * How the rows of wanted keys are read. Fetched one by one each costs a read unit of 4 KB, though a row has some 200
 * bytes; a query costs a unit for about twenty rows, wanted or not. A full read meets its keys mostly in their order, so
 * that a query over their range finds all of them at a twentieth of the price; keys of an incremental read lie far apart,
 * and then it is dearer. So a short query shows how densely they lie, and what it shows decides how to go on.
 */
export type NextRead = { readonly kind: 'query'; readonly limit: number } | { readonly kind: 'get' };

/** What a query read, the units it cost, and how many of the wanted keys it passed, whether it found them or not. */
export type PageSeen = { readonly rows: number; readonly units: number; readonly passed: number };

/** Rows that a read unit holds, until a page says otherwise: 4,096 bytes in rows of up to 256. */
export const rowsPerUnit = 16;
/** So many queries may find less than their price: keys that stand alone before a dense stretch must not hide it. */
const mostPoor = 4;

/**
 * The next read for `left` keys. A query begins at the first key that is left, so what lies before it is never paid for.
 * The first one reads a quarter as many rows as there are keys: in vain, that is 2 % on top of fetching them one by one.
 */
export function nextRead(left: number, seen: readonly PageSeen[]): NextRead {
  const last = seen.at(-1);
  if (left <= 1) return { kind: 'get' };
  if (last === undefined) return { kind: 'query', limit: Math.max(rowsPerUnit, Math.ceil(left / 4)) };
  if (seen.filter(isPoor).length >= mostPoor) return { kind: 'get' };
  const perUnit = Math.max(1, Math.floor(last.rows / last.units));
  // One unit: it passes at least its first key, so that it cannot cost more than fetching that.
  if (isPoor(last)) return { kind: 'query', limit: perUnit };
  const expected = Math.ceil(left * Math.max(1, last.rows / last.passed) * 1.25);
  // Should the density end here, a quarter of the price of fetching the rest is lost.
  const affordable = Math.ceil((left * perUnit) / 4);
  return { kind: 'query', limit: Math.max(perUnit, Math.min(expected, affordable)) };
}

/** Fetching the keys that it passed would have cost no more. */
function isPoor({ units, passed }: PageSeen): boolean {
  return units >= passed;
}

/** A page of rows in the order of their keys; `last` is the key it ends at, absent when it reached the end of the range. */
export type RowPage<Row> = { readonly rows: readonly Row[]; readonly last?: string; readonly units?: number };

export type RowSource<Row> = {
  query(from: string, to: string, limit: number): Promise<RowPage<Row>>;
  /** Those that exist, in no order. */
  get(keys: readonly string[]): Promise<readonly Row[]>;
};

/** The rows of those sort keys that exist, by sort key. */
export async function findRows<Row extends { readonly sk: string }>(
  wanted: readonly string[],
  source: RowSource<Row>,
): Promise<ReadonlyMap<string, Row>> {
  const found = new Map<string, Row>();
  let left = [...new Set(wanted)].sort(compareUtf8);
  const isWanted = new Set(left);
  const keep = (rows: readonly Row[]): void => {
    for (const row of rows) if (isWanted.has(row.sk)) found.set(row.sk, row);
  };
  const seen: PageSeen[] = [];
  for (;;) {
    const [from] = left;
    const to = left.at(-1);
    if (from === undefined || to === undefined) return found;
    const read = nextRead(left.length, seen);
    if (read.kind === 'get') {
      keep(await source.get(left));
      return found;
    }
    const { rows, last, units = Math.ceil(rows.length / rowsPerUnit) } = await source.query(from, to, read.limit);
    keep(rows);
    const rest = last === undefined ? [] : left.filter((key) => compareUtf8(key, last) > 0);
    seen.push({ rows: rows.length, units, passed: left.length - rest.length });
    left = rest;
  }
}
