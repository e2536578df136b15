import type { FlexibleTimeWindow } from '@aws-sdk/client-scheduler';
import { nextDue } from '../next-due.ts';
import type { ScheduleEntry } from '../ports.ts';

const minuteMs = 60_000;
/** Gaps of a cron expression that are looked at: more than the list in any common expression has. */
const gaps = 24;

/**
 * How much later a schedule may start, so that not every connection of `0 6 * * *` calls its ERP in the same second: a
 * quarter of the shortest interval, 1 to 15 minutes, and nothing where the interval is under 4 minutes.
 */
export function flexibleWindow(when: ScheduleEntry['when'], now: Date): FlexibleTimeWindow {
  const minutes = Math.floor(shortestInterval(when, now) / minuteMs / 4);
  return minutes < 1 ? { Mode: 'OFF' } : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: Math.min(15, minutes) };
}

/** In milliseconds; of the next moments of a cron expression, and 0 when there are not two. */
function shortestInterval(when: ScheduleEntry['when'], now: Date): number {
  let [shortest, due] = [Number.POSITIVE_INFINITY, nextDue(when, now)];
  for (let looked = 0; due && looked < ('every' in when ? 1 : gaps); looked += 1) {
    const next = nextDue(when, due);
    if (next) shortest = Math.min(shortest, next.getTime() - due.getTime());
    due = next;
  }
  return Number.isFinite(shortest) ? shortest : 0;
}
