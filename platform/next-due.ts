import { Cron } from 'croner';
import { parseDuration } from '../core/duration.ts';
import { messageOf, TributaryError } from '../core/errors.ts';
import type { ScheduleEntry } from './ports.ts';

/** The moment after `after` at which the entry is due; intervals count from there. Undefined: never. Throws InvalidInput. */
export function nextDue(when: ScheduleEntry['when'], after: Date): Date | undefined {
  if ('every' in when) return new Date(after.getTime() + interval(when.every));
  try {
    const cron = new Cron(when.cron, { paused: true, mode: '5-part', timezone: when.timezone ?? 'UTC' });
    return cron.nextRun(after) ?? undefined;
  } catch (error) {
    const zone = when.timezone === undefined ? '' : ` in the time zone "${when.timezone}"`;
    throw new TributaryError('InvalidInput', {
      code: 'cron-unreadable',
      message: `"${when.cron}"${zone} is not a schedule (${messageOf(error)}): write five cron fields, such as 0 6 * * 1-5, and an IANA time zone, such as Europe/Berlin.`,
    });
  }
}

/** The next moment after `now`, on the grid that `due` lies on: what was missed in between is due once, not once each. */
export function nextAfterDue(when: ScheduleEntry['when'], due: Date, now: Date): Date | undefined {
  if ('cron' in when) return nextDue(when, now);
  const length = interval(when.every);
  const passed = Math.max(0, Math.floor((now.getTime() - due.getTime()) / length));
  return new Date(due.getTime() + (passed + 1) * length);
}

function interval(every: string): number {
  const length = parseDuration(every);
  if (length > 0) return length;
  const message = `A schedule cannot be due every "${every}": the shortest interval is 1s.`;
  throw new TributaryError('InvalidInput', { code: 'interval-too-short', message });
}
