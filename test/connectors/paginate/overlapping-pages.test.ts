import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { overlappingPages } from '../../../connectors/paginate/overlapping-pages.ts';
import type { NextPage, Place } from '../../../connectors/paginate/paginator.ts';
import type { RawRecord } from '../../../connectors/records/read-records.ts';

type Reading = {
  readonly records: readonly RawRecord[];
  readonly requests: readonly string[];
  readonly ended: NextPage['kind'];
};

const record = (key: number, version = 0): RawRecord => ({ key: `k${key}`, text: `{"id":${key},"v":${version}}` });
const listOf = (count: number): RawRecord[] => Array.from({ length: count }, (_, index) => record(index + 1));

type Options = { readonly pageSize?: number; readonly overlap?: number; readonly cap?: number };

/** Reads a list as an ERP with page numbers would give it; `between` works on it after each page. */
function readAll(list: RawRecord[], between: (page: number) => void, options: Options = {}): Reading {
  const { pageSize = 40, overlap = 4, cap = 1_000 } = options;
  const paginator = overlappingPages({ page: 'page', size: 'size', pageSize, first: 1, overlap });
  const records: RawRecord[] = [];
  const requests: string[] = [];
  let place: Place = paginator.first;
  for (let count = 1; count < 500; count += 1) {
    const [page = 0, asked = 0] = paginator.query(place).map(([, value]) => Number(value));
    const size = Math.min(asked, cap);
    requests.push(`${page}x${asked}`);
    const got = list.slice((page - 1) * size, page * size);
    const fresh = paginator.overlap?.fresh(place, got) ?? [];
    records.push(...fresh);
    const next = paginator.next(place, {
      ...{ document: {}, records: got, count: got.length, read: records.length },
      ...{ total: list.length, url: new URL('https://erp.test/') },
    });
    if (next.kind !== 'page') return { records, requests, ended: next.kind };
    place = next.place;
    between(count);
  }
  throw new Error('The read does not end.');
}

const keys = ({ records }: Pick<Reading, 'records'>): string[] => records.map(({ key }) => key);
const still = (): void => undefined;

describe('pages that overlap', () => {
  test.each([0, 1, 3, 39, 40, 41, 79, 80, 400, 5_003])('a list of %d that rests is read once', (count) => {
    const reading = readAll(listOf(count), still);
    expect(reading).toMatchObject({ records: listOf(count), ended: 'end' });
    expect(new Set(reading.requests).size).toBe(reading.requests.length);
  });

  test('costs few requests more', () => {
    const reading = readAll(listOf(20_000), still, { pageSize: 500, overlap: 10 });
    expect(reading.records.length).toBe(20_000);
    expect(reading.requests.length).toBeLessThanOrEqual(43);
  });

  test.each([15, 39])('an ERP that gives at most %d records a page', (cap) => {
    expect(new Set(keys(readAll(listOf(300), still, { cap })))).toEqual(new Set(keys({ records: listOf(300) })));
  });

  test('a row removed at the front between two pages costs no record', () => {
    const list = listOf(200);
    const reading = readAll(list, () => list.shift());
    expect(new Set(keys(reading))).toEqual(new Set(keys({ records: listOf(200) })));
  });

  test('more rows removed than pages overlap: it goes back', () => {
    const list = listOf(400);
    const reading = readAll(list, (page) => page === 3 && list.splice(0, 60));
    expect(new Set(keys(reading))).toEqual(new Set(keys({ records: listOf(400) })));
    expect(reading.ended).toBe('end');
  });

  test('a record that changed in between comes again', () => {
    const list = listOf(60);
    const reading = readAll(list, () => list.splice(38, 1, record(39, 1)));
    expect(reading.records.filter(({ key }) => key === 'k39')).toEqual([record(39), record(39, 1)]);
    expect(reading.records.length).toBe(61);
  });

  test('a list that is another one each time is given up, with advice', () => {
    let generation = 1;
    const list = listOf(400);
    const reading = readAll(list, () => {
      generation += 1_000;
      list.splice(0, 400, ...listOf(400).map((_, index) => record(generation + index)));
    });
    expect(reading.ended).toBe('broken');
  });

  test('whatever is added, removed and changed meanwhile: what was there all the time is read', () => {
    const change = fc.record({
      at: fc.integer({ min: 0, max: 400 }),
      remove: fc.integer({ min: 0, max: 30 }),
      add: fc.integer({ min: 0, max: 30 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.array(change, { maxLength: 12 }), (count, changes) => {
        const list = listOf(count);
        let added = 10_000;
        const another = (): RawRecord => {
          added += 1;
          return record(added);
        };
        const work = (page: number): void => {
          const { at, remove, add } = changes[page - 1] ?? { at: 0, remove: 0, add: 0 };
          list.splice(at, remove, ...Array.from({ length: add }, another));
        };
        const before = new Set(keys({ records: list }));
        const reading = readAll(list, work);
        const stayed = keys({ records: list }).filter((key) => before.has(key));
        const seen = new Set(keys(reading));
        expect(stayed.filter((key) => !seen.has(key))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
