import type { Cursor } from '../../core/connector/model.ts';
import type { Fault } from '../request/fault.ts';
import type { QueryParameter } from '../request/http.ts';
import { formatWatermark } from './format-watermark.ts';

/**
 * The query parameter that asks only for what changed since the watermark; none without a watermark. A comparison joins
 * the `$filter` that the stream has already. The lookback is in the watermark.
 */
export function watermarkQuery(
  cursor: Cursor | undefined,
  watermark: string | undefined,
  query: Readonly<Record<string, string>>,
  fault: Fault,
): readonly QueryParameter[] {
  if (!cursor || watermark === undefined) return [];
  const { send, field } = cursor;
  const value = formatWatermark(watermark, send.format, cursor.timezone);
  if (value === undefined) {
    const message = `The stored watermark is no time, but the cursor's format is ${send.format}. Run the stream once with --full.`;
    throw fault('InvalidInput', 'watermark-unreadable', message);
  }
  if ('query' in send) return [[send.query, value]];
  const comparison = `${field} ${send.odataFilter} ${send.format === 'text' ? odataText(value) : value}`;
  const existing = query['$filter'];
  return [['$filter', existing === undefined ? comparison : `(${existing}) and (${comparison})`]];
}

/** A text literal (OData URL Conventions 4.01, section 5.1.1.6.1). */
function odataText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
