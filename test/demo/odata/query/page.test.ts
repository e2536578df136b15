import { describe, expect, test } from '@jest/globals';
import type { Row } from '../../../../demo/odata/edm.ts';
import { entityTypes } from '../../../../demo/odata/model.ts';
import { collectionOptions, parseOptions } from '../../../../demo/odata/query/options.ts';
import { countRows, type Page, pageOf, sortRows, totalOrder } from '../../../../demo/odata/query/page.ts';
import { formatSkipToken, parseSkipToken } from '../../../../demo/odata/query/skip-token.ts';
import type { StoredRow } from '../../../../demo/odata/store.ts';

const type = entityTypes.Projects;
const stored = (rows: readonly Row[]): StoredRow[] => rows.map((row, index) => ({ sequence: index + 1, row }));
const projects = stored([
  { Project: 'P-3', CostCenter: 'A', ProjectEndDate: null, BudgetAmount: '9.00' },
  { Project: 'P-1', CostCenter: 'B', ProjectEndDate: '2026-02-01', BudgetAmount: '10.00' },
  { Project: 'P-2', CostCenter: 'A', ProjectEndDate: '2026-01-01', BudgetAmount: '10.00' },
  { Project: 'P-4', CostCenter: 'A', ProjectEndDate: null, BudgetAmount: '2.50' },
]);

/** The keys of all pages of at most `size` rows, reading the rows anew for every page. */
function walk(
  query: Record<string, string>,
  size: number,
  rows: () => readonly StoredRow[] = () => projects,
): unknown[][] {
  const options = parseOptions(type, new Map(Object.entries(query)), collectionOptions);
  const terms = totalOrder(type, options.order);
  const pages: unknown[][] = [];
  let next: Page['next'];
  do {
    const order = { terms, orderText: 'o', token: next, byNumber: false, size };
    const page: Page = pageOf(sortRows(rows(), terms), { ...options, ...order });
    pages.push(page.rows.map((row) => row['Project']));
    next = page.next === undefined ? undefined : parseSkipToken(formatSkipToken(page.next), 'o', terms.length);
  } while (next !== undefined);
  return pages;
}

describe('paging', () => {
  test('orders by key unless told otherwise, and ends without an empty page', () => {
    expect(walk({}, 2)).toEqual([
      ['P-1', 'P-2'],
      ['P-3', 'P-4'],
    ]);
  });

  test('orders decimals as numbers, nulls first, ties by key', () => {
    expect(walk({ $orderby: 'BudgetAmount desc' }, 9)).toEqual([['P-1', 'P-2', 'P-3', 'P-4']]);
    expect(walk({ $orderby: 'ProjectEndDate' }, 1).flat()).toEqual(['P-3', 'P-4', 'P-2', 'P-1']);
    expect(walk({ $orderby: 'CostCenter desc,Project desc' }, 3).flat()).toEqual(['P-1', 'P-4', 'P-3', 'P-2']);
  });

  test('holds $top and $skip over all pages', () => {
    expect(walk({ $top: '3', $skip: '1' }, 2)).toEqual([['P-2', 'P-3'], ['P-4']]);
    expect(walk({ $top: '2' }, 2)).toEqual([['P-1', 'P-2']]);
    expect(walk({ $top: '0' }, 2)).toEqual([[]]);
    expect(walk({ $skip: '9' }, 2)).toEqual([[]]);
  });

  test('filters before it pages, and counts', () => {
    expect(walk({ $filter: "CostCenter eq 'A'" }, 2)).toEqual([['P-2', 'P-3'], ['P-4']]);
    expect(countRows(projects, undefined)).toBe(4);
  });

  test('goes on behind the last row also when that row is gone', () => {
    let read = 0;
    const rows = (): readonly StoredRow[] => {
      read += 1;
      return read === 1 ? projects : projects.filter(({ row }) => row['Project'] !== 'P-2');
    };
    expect(walk({}, 2, rows)).toEqual([
      ['P-1', 'P-2'],
      ['P-3', 'P-4'],
    ]);
  });

  test('delivers planted rows with a null or repeated key, each once', () => {
    const planted = [
      ...projects,
      ...stored([{ Project: null }, { Project: 'P-1' }, { Project: 7 }]).map((row) => ({
        ...row,
        sequence: row.sequence + 10,
      })),
    ];
    expect(walk({}, 1, () => planted).flat()).toEqual([null, 7, 'P-1', 'P-1', 'P-2', 'P-3', 'P-4']);
  });

  test.each(['', 'x', '!', 'W10', Buffer.from('["o",["a"],1,0,0]').toString('base64url')])(
    'refuses the token %s',
    (text) => {
      expect(() => parseSkipToken(text, 'o', 1)).toThrow('$skiptoken');
    },
  );

  test('refuses a token of another order', () => {
    const token = formatSkipToken({ order: 'o', after: ['a'], sequence: 1, taken: 1, size: 5 });
    expect(parseSkipToken(token, 'o', 1).after).toEqual(['a']);
    expect(() => parseSkipToken(token, 'p', 1)).toThrow('$skiptoken');
  });
});
