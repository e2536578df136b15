import type { CursorFormat } from '../../core/connector/model.ts';
import { scalarText } from '../../core/json.ts';
import { firstMoment } from '../../core/local-time.ts';
import { isPlainTime } from '../../core/plain-time.ts';

const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
/** OData V2 and older .NET services; the offset behind the milliseconds changes how it is shown, not which time it is. */
const odataV2Pattern = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/;
const numberPattern = /^-?\d+(?:\.\d+)?$/;

/**
 * The cursor of a record in a form that can be compared and kept as a watermark: ISO 8601 in UTC with milliseconds, finer
 * parts cut off; for the format `text` the value's own text. A time without an offset is the connector's local time, or
 * UTC without a time zone; of the two moments that an hour which comes twice may mean it is the earlier, so that the
 * watermark never runs ahead. Undefined when it cannot be read.
 */
export function normaliseCursor(value: unknown, format: CursorFormat, timezone?: string): string | undefined {
  const text = scalarText(value);
  if (text === undefined || format === 'text') return text;
  if (isPlainTime(text)) return `${text.slice(0, 19)}.000Z`;
  const trimmed = text.trim();
  const odata = odataV2Pattern.exec(trimmed)?.[1];
  if (odata !== undefined) return isoOf(Number(odata));
  if (numberPattern.test(trimmed)) {
    if (format === 'epoch-seconds') return isoOf(Math.floor(Number(trimmed) * 1_000));
    return format === 'epoch-milliseconds' ? isoOf(Math.floor(Number(trimmed))) : undefined;
  }
  return parseIso(trimmed, timezone);
}

function isoOf(milliseconds: number): string | undefined {
  // Four-digit years only: others are written with a sign and no longer compare as texts.
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  return year >= 0 && year <= 9999 ? date.toISOString() : undefined;
}

function parseIso(text: string, timezone: string | undefined): string | undefined {
  const match = isoPattern.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  // A leap second is the last millisecond before the next.
  const [wholeSecond, milliseconds] =
    second === 60 ? [59, 999] : [second, Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))];
  if (hour > 23 || minute > 59 || wholeSecond > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  date.setUTCHours(hour, minute, wholeSecond, milliseconds);
  const isLocal = match[8] === undefined && timezone !== undefined;
  return isoOf(isLocal ? firstMoment(date.getTime(), timezone) : date.getTime() - offsetMs(match[8]));
}

function offsetMs(offset: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset ?? '') ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0)) * 60_000;
}
