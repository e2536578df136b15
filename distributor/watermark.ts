import type { Cursor } from '../core/connector/model.ts';
import { parseDuration } from '../core/duration.ts';
import type { Continuation } from '../core/run.ts';

/**
 * The cursor value up to which a settled stream's data has arrived downstream; undefined when it does not move.
 * In an order that is guaranteed ascending it is the last cursor read. Otherwise a record may have changed behind the
 * reader, so it is never later than the ERP's own clock when the run began. The lookback covers clocks that differ and
 * transactions that were open meanwhile.
 */
export function nextWatermark(cursor: Cursor | undefined, continuation: Continuation): string | undefined {
  const greatest = continuation.greatestCursor;
  if (!cursor || greatest === undefined) return undefined;
  const time = Date.parse(greatest);
  const isTime = cursor.send.format !== 'text' && !Number.isNaN(time);
  if (!isTime) return greatest;
  const clamp =
    cursor.order === 'ascending' || continuation.erpTime === undefined
      ? time
      : Math.min(time, Date.parse(continuation.erpTime));
  return new Date(clamp - parseDuration(cursor.lookback ?? '0s')).toISOString();
}
