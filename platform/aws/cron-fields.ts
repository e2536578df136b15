import { TributaryError } from '../../core/errors.ts';

/** The values of one field: Sunday is 0 here and in croner, and SUN on AWS, which counts from 1. */
type Field = { readonly min: number; readonly max: number; readonly names: readonly string[] };

const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const months = ['', 'JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

const minute: Field = { min: 0, max: 59, names: [] };
const hour: Field = { min: 0, max: 23, names: [] };
const dayOfMonth: Field = { min: 1, max: 31, names: [] };
const month: Field = { min: 1, max: 12, names: months };
const dayOfWeek: Field = { min: 0, max: 6, names: weekdays };

/**
 * Five cron fields as the six of AWS (minutes, hours, day of month, month, day of week, year), meaning the same moments.
 * Expects fields that croner accepts. Throws InvalidInput for what AWS has no words for.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function cronFields(cron: string): string {
  const fields = cron
    .trim()
    .split(/\s+/)
    .map((field) => field.replaceAll('?', '*'));
  const [minutes, hours, days, ofYear, ofWeek] = fields;
  if (
    minutes === undefined ||
    hours === undefined ||
    days === undefined ||
    ofYear === undefined ||
    ofWeek === undefined
  )
    throw unsayable(cron, 'write the five fields');
  const [onDays, onWeekdays] = dayFields(days, ofWeek, cron);
  const text = (value: string, field: Field): string => printed(valuesOf(value, field, cron), field);
  return `${text(minutes, minute)} ${text(hours, hour)} ${onDays} ${text(ofYear, month)} ${onWeekdays} *`;
}

/** Day of month and day of week: AWS wants `?` in one of them, as it cannot say "the 1st or a Monday", which cron means by both. */
function dayFields(days: string, ofWeek: string, cron: string): readonly [string, string] {
  const onDays = days === '*' ? '*' : spokenDays(days, cron);
  const onWeekdays = ofWeek === '*' ? '*' : spokenWeekdays(ofWeek, cron);
  // Where either names every day, "or" makes it every day, but a single * leaves all to the other field.
  if (ofWeek === '*' || (onDays === '*' && days !== '*')) return [onDays, '?'];
  if (days === '*') return onWeekdays === '*' ? ['*', '?'] : ['?', onWeekdays];
  if (onWeekdays === '*') return ['*', '?'];
  throw unsayable(
    cron,
    'it cannot say "these days of the month or these weekdays": make two connections, or set one of both to *',
  );
}

function spokenDays(days: string, cron: string): string {
  return /^L$/i.test(days) ? 'L' : printed(valuesOf(days, dayOfMonth, cron), dayOfMonth);
}

/** `1#2`, the second Monday, and `5L`, the last Friday, stand alone on AWS. */
function spokenWeekdays(ofWeek: string, cron: string): string {
  const [, day = '', nth = ''] = /^([a-z]{3}|\d)(#[1-5]|L)$/i.exec(ofWeek) ?? [];
  if (nth === '') return printed(valuesOf(ofWeek, dayOfWeek, cron), dayOfWeek);
  const [value = 0] = valuesOf(day, dayOfWeek, cron);
  return `${value + 1}${nth.toUpperCase()}`;
}

/** Every value that a field means: lists of numbers, names, ranges and steps. */
function valuesOf(text: string, field: Field, cron: string): readonly number[] {
  const values = text.split(',').flatMap((part) => partValues(part, field, cron));
  return [...new Set(values)].sort((a, b) => a - b);
}

function partValues(part: string, field: Field, cron: string): readonly number[] {
  const [range = '', step = '1'] = part.split('/');
  const [from = '', to] = range === '*' ? [String(field.min), String(field.max)] : range.split('-');
  const first = numberOf(from, field);
  // A range that ends with Sunday ends after Saturday.
  const last = to === undefined ? first : field === dayOfWeek && /^sun$/i.test(to) ? 7 : numberOf(to, field);
  const every = Number(step);
  if (![first, last].every(Number.isInteger) || !(every > 0))
    throw unsayable(cron, `it has no words for "${part}"; write numbers, names, ranges, steps and lists`);
  const count = Math.floor((last - first) / every) + 1;
  const values = Array.from({ length: Math.max(0, count) }, (_, index) => first + index * every);
  return field === dayOfWeek ? values.map((value) => value % 7) : values;
}

function numberOf(text: string, { names }: Field): number {
  if (/^\d+$/.test(text)) return Number(text);
  const named = names.indexOf(text.toUpperCase());
  return text !== '' && named >= 0 ? named : Number.NaN;
}

/** As `*`, as `start/step`, or as a list of values and ranges. */
function printed(values: readonly number[], field: Field): string {
  if (values.length === field.max - field.min + 1) return '*';
  return (
    stepOf(values, field) ??
    runsOf(values)
      .map((run) => runText(run, field))
      .join(',')
  );
}

/** Weekdays are written out: their names are easier to read, and nobody has to know where AWS starts to count. */
function stepOf(values: readonly number[], field: Field): string | undefined {
  const [first = 0, second = 0] = values;
  const step = second - first;
  if (field === dayOfWeek || values.length < 3 || step < 2) return undefined;
  const even = values.every((value, index) => value === first + index * step);
  const complete = first + values.length * step > field.max;
  return even && complete ? `${first}/${step}` : undefined;
}

type Run = { readonly from: number; readonly to: number };

function runsOf(values: readonly number[]): readonly Run[] {
  const starts = values.filter((value) => !values.includes(value - 1));
  const ends = values.filter((value) => !values.includes(value + 1));
  return starts.map((from, index) => ({ from, to: ends[index] ?? from }));
}

function runText({ from, to }: Run, { names }: Field): string {
  const text = (value: number): string => names[value] ?? String(value);
  return from === to ? text(from) : `${text(from)}-${text(to)}`;
}

function unsayable(cron: string, what: string): TributaryError {
  const message = `"${cron}" cannot be a schedule on AWS: ${what}.`;
  return new TributaryError('InvalidInput', { code: 'cron-not-on-aws', message });
}
