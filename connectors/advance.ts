import type { Continuation } from '../core/run.ts';
import { compareCursors } from './cursor/order.ts';
import type { PageGroup } from './page-group.ts';

/** The continuation after a group of pages that makes so many batches. */
export function advance(at: Continuation, group: PageGroup, batches: number, updatedAt: string): Continuation {
  let greatest = at.greatestCursor;
  for (const { cursor } of group.records)
    if (cursor !== undefined && (greatest === undefined || compareCursors(cursor, greatest) > 0)) greatest = cursor;
  const { next: _previous, ...rest } = at;
  return {
    ...rest,
    batches: at.batches + batches,
    records: at.records + group.records.length,
    pages: at.pages + group.pages,
    done: group.next === undefined,
    updatedAt,
    ...(group.next === undefined ? {} : { next: group.next }),
    ...(greatest === undefined ? {} : { greatestCursor: greatest }),
    ...(at.erpTime === undefined && group.erpTime !== undefined ? { erpTime: group.erpTime } : {}),
    ...(group.lastErpTime === undefined ? {} : { lastErpTime: group.lastErpTime }),
    ...(group.total === undefined ? {} : { expectedRecords: group.total }),
  };
}
