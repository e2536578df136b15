import type { Cursor } from '../core/connector/model.ts';
import { parseDuration } from '../core/duration.ts';
import type { Continuation } from '../core/run.ts';

/**
 * The cursor value up to which a settled stream's data has arrived downstream; undefined when it does not move.
 * It is never later than the ERP's own clock: at the start of the run, because a record may have changed behind the
 * reader; in an order that is guaranteed ascending at the last answer, so that one record dated in the future does not
 * hide all that follow. The lookback covers clocks that differ and transactions that were open meanwhile.
 */
export function nextWatermark(cursor: Cursor | undefined, continuation: Continuation): string | undefined {
  const greatest = continuation.greatestCursor;
  if (!cursor || greatest === undefined) return undefined;
  if (cursor.send.format === 'text' || Number.isNaN(Date.parse(greatest))) return greatest;
  const { erpTime = continuation.startedAt, lastErpTime = continuation.updatedAt } = continuation;
  const limit = cursor.order === 'ascending' ? lastErpTime : erpTime;
  const clamped = Math.min(Date.parse(greatest), Date.parse(limit));
  return new Date(clamped - parseDuration(cursor.lookback ?? '0s')).toISOString();
}
