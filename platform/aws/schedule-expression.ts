import { parseDuration } from '../../core/duration.ts';
import { TributaryError } from '../../core/errors.ts';
import type { ScheduleEntry } from '../ports.ts';
import { cronFields } from './cron-fields.ts';

/** A schedule as EventBridge Scheduler takes it. */
export type ScheduleExpression = { readonly expression: string; readonly timezone?: string };

const minuteMs = 60_000;

/** `{ every: '90m' }` becomes `rate(90 minutes)`, five cron fields become six. Throws InvalidInput for what AWS cannot say; call nextDue first, which refuses what is no schedule anywhere. */
export function scheduleExpression(when: ScheduleEntry['when']): ScheduleExpression {
  if ('every' in when) return { expression: `rate(${rateOf(when.every)})` };
  // The longest that five fields can make has 254 characters; AWS takes 256.
  return { expression: `cron(${cronFields(when.cron)})`, timezone: when.timezone ?? 'UTC' };
}

function rateOf(every: string): string {
  const minutes = parseDuration(every) / minuteMs;
  if (minutes < 1 || !Number.isInteger(minutes))
    throw new TributaryError('InvalidInput', {
      code: 'interval-not-on-aws',
      message: `AWS schedules whole minutes: "${every}" is none. Write 1m or more, such as 5m or 2h.`,
    });
  if (minutes % 1_440 === 0) return counted(minutes / 1_440, 'day');
  if (minutes % 60 === 0) return counted(minutes / 60, 'hour');
  return counted(minutes, 'minute');
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
