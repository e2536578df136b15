import { textOf, wrongType } from '../expression/values.ts';
import { date, dateTime } from './date.ts';
import { decimal } from './decimal.ts';
import { defineFunction, type MappingFunction } from './function.ts';

const clean = /^\S+(?: \S+)*$/;

function text(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') return wrongType('not-a-text', '$text needs a single value', value);
  const whole = textOf(value);
  if (clean.test(whole)) return whole;
  const collapsed = whole.replace(/\s+/g, ' ').trim();
  return collapsed === '' ? undefined : collapsed;
}

/** Functions that jsonata does not have: what every mapping needs to reach canonical values. */
export const ownFunctions: readonly MappingFunction[] = [
  defineFunction<[unknown]>({
    name: 'decimal',
    signature: '<x:s>',
    doc: 'A number or its text as decimal text, with all its digits; blank gives nothing. For every amount and quantity.',
    example: "$decimal('0012.50') = '12.5'",
    implementation: decimal,
  }),
  defineFunction<[unknown]>({
    name: 'date',
    signature: '<x:s>',
    doc: 'The day of an ISO date or date-time; blank gives nothing.',
    example: "$date('2026-11-21T23:00:00+01:00') = '2026-11-21'",
    implementation: date,
  }),
  defineFunction<[unknown]>({
    name: 'dateTime',
    signature: '<x:s>',
    doc: 'An ISO date-time in UTC; without a zone UTC is meant; blank gives nothing.',
    example: "$dateTime('2026-11-21T23:00:00+01:00') = '2026-11-21T22:00:00Z'",
    implementation: dateTime,
  }),
  defineFunction<[unknown]>({
    name: 'text',
    signature: '<x:s>',
    doc: 'A single value as text, without blanks at its ends and with one blank for several within; blank gives nothing.',
    example: "$text('  ACME   AB ') = 'ACME AB'",
    implementation: text,
  }),
];
