import type { PageRead, PageState, RawRecord } from './stream-reader.ts';

/** Records in one batch: a pointer stays small, a transform call short, and a poison batch costs little. */
export const batchSize = 500;
/** An ERP that takes seconds per page should not be asked again for many of them after a crash. */
const longestHeldMs = 5_000;

type Page = Extract<PageRead, { kind: 'page' }>;

/**
 * Pages that are stored together. A batch costs the same whatever its size, in rows and in messages, and many ERPs give
 * a hundred records a page.
 */
export type PageGroup = {
  readonly pages: number;
  readonly records: readonly RawRecord[];
  readonly since: number;
  /** Of the last page. */
  readonly next?: PageState;
  readonly total?: number;
  /** The ERP's clock at the first and at the last answer. */
  readonly erpTime?: string;
  readonly lastErpTime?: string;
};

/** The group with one more page; a new one where there is none. `now` in milliseconds. */
export function addPage(group: PageGroup | undefined, page: Page, now: number): PageGroup {
  const erpTime = group?.erpTime ?? page.erpTime;
  const lastErpTime = page.erpTime ?? group?.lastErpTime;
  const total = page.total ?? group?.total;
  return {
    pages: (group?.pages ?? 0) + 1,
    records: group ? [...group.records, ...page.records] : page.records,
    since: group?.since ?? now,
    ...(page.next === undefined ? {} : { next: page.next }),
    ...(total === undefined ? {} : { total }),
    ...(erpTime === undefined ? {} : { erpTime }),
    ...(lastErpTime === undefined ? {} : { lastErpTime }),
  };
}

/** Whether it is to be stored before another page is waited for. */
export function isFull(group: PageGroup, now: number): boolean {
  return group.records.length >= batchSize || now - group.since >= longestHeldMs;
}
