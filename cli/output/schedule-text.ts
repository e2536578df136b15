import type { Schedule } from '../../core/connector/model.ts';

/** A schedule as a person reads it: `every 5m`, `0 6 * * 1-5 (Europe/Oslo)`, `by command`. */
export function scheduleText(schedule: Schedule | undefined): string {
  if (schedule === undefined) return 'by command';
  if ('every' in schedule) return `every ${schedule.every}`;
  return `${schedule.cron} (${schedule.timezone ?? 'UTC'})`;
}
