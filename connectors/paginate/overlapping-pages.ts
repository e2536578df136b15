import { digestOf } from '../../core/digest.ts';
import type { RawRecord } from '../records/read-records.ts';
import { end, type NextPage, noLink, type PageAnswer, type Paginator, type Place } from './paginator.ts';

/**
 * Page numbers over a list that moves while it is read. Plain page numbers lose a record when one before it is removed
 * between two pages. Here each page is asked for with its own size, so that it begins a few records before the end of the
 * one before. If one of those records is on it, nothing was lost in between; if none is, the read goes back, farther each
 * time. Records that come again as they were are left out.
 */
type Spot = {
  readonly page: number;
  readonly size: number;
  /** How many records of the list were read, without a gap, when this page was asked for. */
  readonly reached: number;
  /** The last of those records: key and digest. */
  readonly tail: Readonly<Record<string, string>>;
  /** How far the page begins before `reached`. */
  readonly behind: number;
  /** The most that the ERP gives on one page. */
  readonly most: number;
  /** The list was seen to move: then the same page may have to be asked for again. */
  readonly moved: boolean;
  /** How often the read went back to the start of the list. */
  readonly restarts: number;
};

export type OverlapDefinition = {
  readonly page: string;
  readonly size: string;
  readonly pageSize: number;
  readonly first: number;
  readonly overlap: number;
};

/** A list of which so much is removed that no overlap helps is left for the next run. */
const mostRestarts = 5;
/** The continuation that it is kept in stays under 4 KB. */
const longestTail = 50;
/** Sizes that are tried to find the page that begins where it should: plenty, and quick. */
const sizesTried = 1_000;

const write = (spot: Spot): Place => JSON.stringify(spot);
const read = (place: Place): Spot => JSON.parse(String(place)) as Spot;
const digest = (record: RawRecord): string => digestOf(record.text).slice(0, 16);

/** The page (counted from 0) that begins at or before `start` and ends as far behind it as possible. */
function pageAt(start: number, most: number): { readonly page: number; readonly size: number } {
  let best = { page: 0, size: most };
  for (let size = most; size > Math.max(0, most - sizesTried); size -= 1) {
    const page = Math.floor(start / size);
    if ((page + 1) * size > (best.page + 1) * best.size) best = { page, size };
  }
  return best;
}

export function overlappingPages(definition: OverlapDefinition): Paginator {
  const { page, size, pageSize, first, overlap } = definition;
  const start = { page: 0, size: pageSize, reached: 0, tail: {}, behind: 0, most: pageSize, moved: false, restarts: 0 };
  return {
    first: write(start),
    link: noLink,
    query: (place) => {
      const spot = read(place);
      return [
        [page, String(spot.page + first)],
        [size, String(spot.size)],
      ];
    },
    next: (place, answer) => nextOf(read(place), answer, overlap),
    overlap: {
      isAgain: (place) => read(place).moved,
      fresh: (place, records) => {
        const { tail } = read(place);
        return records.filter((record) => tail[record.key] !== digest(record));
      },
    },
  };
}

function nextOf(spot: Spot, { records, total }: PageAnswer, overlap: number): NextPage {
  const begin = spot.page * spot.size;
  const joint = records.findLastIndex(({ key }) => Object.hasOwn(spot.tail, key));
  if (begin > 0 && joint < 0) return stepBack(spot);
  const reached = begin + records.length;
  // A full page without anything new is one that rows before it have pushed back.
  const isLast = joint === records.length - 1 && records.length < spot.size;
  if (isLast || (total !== undefined && reached >= total)) return end;
  // Shorter than asked for, yet not the last: the ERP gives no more than that.
  const most = records.length < spot.size ? Math.max(records.length, 2 * overlap) : spot.most;
  const behind = Math.max(1, Math.min(overlap, Math.floor(most / 4)));
  const found = pageAt(Math.max(0, reached - behind), most);
  const again = Math.min(longestTail, reached - found.page * found.size);
  const tail = Object.fromEntries(records.slice(-again).map((record) => [record.key, digest(record)] as const));
  const moved = spot.moved || (begin > 0 && begin + joint + 1 !== spot.reached);
  return { kind: 'page', place: write({ ...found, reached, tail, behind, most, moved, restarts: spot.restarts }) };
}

/** Nothing on the page was on the one before: records between the two may have been missed. */
function stepBack(spot: Spot): NextPage {
  const behind = spot.behind * 4;
  const found = pageAt(Math.max(0, spot.reached - behind), spot.most);
  if (found.page > 0) return { kind: 'page', place: write({ ...spot, ...found, behind, moved: true }) };
  const restarts = spot.restarts + 1;
  const again = { page: 0, size: spot.most, reached: 0, tail: {}, behind: 0, most: spot.most, moved: true, restarts };
  if (restarts <= mostRestarts) return { kind: 'page', place: write(again) };
  const message = `So many records vanished between two pages that ${mostRestarts} reads from the start did not join up. Run the stream again when the ERP is at rest, or set a larger overlap in the connector.`;
  return { kind: 'broken', code: 'pages-do-not-join', message };
}
