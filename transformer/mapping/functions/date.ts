import { wrongType } from '../expression/values.ts';

const datePattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](.+))?$/;
const basicPattern = /^(\d{4})(\d\d)(\d\d)$/;
const timePattern = /^(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|z|[-+]\d\d(?::?\d\d)?)?$/;

type Moment = { readonly day: string; readonly utc: number };

function isDay(year: number, month: number, day: number): boolean {
  // Day 0 of the next month is the last of this one; the year is set apart because 0–99 would mean 1900–1999.
  const last = new Date(Date.UTC(2000, month, 0));
  last.setUTCFullYear(year, month, 0);
  return month >= 1 && month <= 12 && day >= 1 && day <= last.getUTCDate();
}

function offsetMinutes(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || '0');
  return zone.startsWith('-') ? -minutes : minutes;
}

/** Milliseconds into the day, in UTC; undefined if the text is no time. Without a zone, UTC is meant. */
function timeOf(text: string): number | undefined {
  const match = timePattern.exec(text);
  if (match === null) return undefined;
  const [, hours, minutes, seconds = '0', fraction = '0', zone = 'Z'] = match;
  const offset = offsetMinutes(zone);
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59 || Math.abs(offset) > 18 * 60)
    return undefined;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return ((Number(hours) * 60 + Number(minutes) - offset) * 60 + Number(seconds)) * 1000 + milliseconds;
}

function parse(text: string): Moment | undefined {
  const match = datePattern.exec(text) ?? basicPattern.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', time] = match;
  if (!isDay(Number(year), Number(month), Number(day))) return undefined;
  const offset = time === undefined ? 0 : timeOf(time);
  if (offset === undefined) return undefined;
  const midnight = new Date(0);
  midnight.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return { day: `${year}-${month}-${day}`, utc: midnight.getTime() + offset };
}

function momentOf(name: string, value: unknown): Moment | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') return wrongType('not-a-date', `$${name} needs an ISO 8601 text`, value);
  const text = value.trim();
  if (text === '') return undefined;
  return (
    parse(text) ?? wrongType('not-a-date', `$${name} needs a valid date, 2026-11-21 or 2026-11-21T08:00:00Z`, value)
  );
}

/** The day of an ISO 8601 date or date-time as YYYY-MM-DD, as written: a zone is not converted. Throws MappingError. */
export function date(value: unknown): string | undefined {
  return momentOf('date', value)?.day;
}

/** An ISO 8601 date-time in UTC, with milliseconds unless they are zero; without a zone UTC is meant. Throws MappingError. */
export function dateTime(value: unknown): string | undefined {
  const moment = momentOf('dateTime', value);
  return moment === undefined ? undefined : new Date(moment.utc).toISOString().replace('.000Z', 'Z');
}
