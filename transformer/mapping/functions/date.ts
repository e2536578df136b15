import { wrongType } from '../expression/values.ts';

const datePattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](.+))?$/;
const basicPattern = /^(\d{4})(\d\d)(\d\d)$/;
const timePattern = /^(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|z|[-+]\d\d(?::?\d\d)?)?$/;

/** A valid day, and milliseconds from its midnight to the moment, in UTC. */
type Moment = { readonly year: number; readonly month: number; readonly day: number; readonly time: number };

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDay(year: number, month: number, day: number): boolean {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const last = month === 2 && isLeap ? 29 : daysOfMonth[month - 1];
  return last !== undefined && day >= 1 && day <= last;
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
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const time = match[4] === undefined ? 0 : timeOf(match[4]);
  return time !== undefined && isDay(year, month, day) ? { year, month, day, time } : undefined;
}

function digits(number: number, length: number): string {
  return String(number).padStart(length, '0');
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
  const moment = momentOf('date', value);
  return moment && `${digits(moment.year, 4)}-${digits(moment.month, 2)}-${digits(moment.day, 2)}`;
}

/** An ISO 8601 date-time in UTC, with milliseconds unless they are zero; without a zone UTC is meant. Throws MappingError. */
export function dateTime(value: unknown): string | undefined {
  const moment = momentOf('dateTime', value);
  if (moment === undefined) return undefined;
  // Not Date.UTC, for which the years 0 to 99 are 1900 to 1999.
  const midnight = new Date(0).setUTCFullYear(moment.year, moment.month - 1, moment.day);
  return new Date(midnight + moment.time).toISOString().replace('.000Z', 'Z');
}
