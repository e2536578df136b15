/**
 * Wall-clock times of a place, as ERPs write them without a zone. A wall time is kept as the milliseconds that it would
 * be in UTC. Twice a year the wall does not say which moment is meant: the clock goes back and an hour comes twice, or
 * forward and an hour never comes.
 */

const dayMs = 86_400_000;
/** No clock was ever put back by more. */
const longestFoldMs = 3 * 3_600_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const days = new Map<string, number | undefined>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  formats.set(timezone, format);
  return format;
}

/** True for a name of the IANA time zone database that this Node knows. */
export function isTimezone(name: string): boolean {
  try {
    return formatOf(name) !== undefined;
  } catch {
    return false;
  }
}

function exactOffset(time: number, timezone: string): number {
  const parts = formatOf(timezone).formatToParts(time);
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const wall = new Date(0);
  wall.setUTCFullYear(value('year'), value('month') - 1, value('day'));
  wall.setUTCHours(value('hour'), value('minute'), value('second'));
  return wall.getTime() - Math.floor(time / 1000) * 1000;
}

/** How far the zone's clocks are ahead of UTC at that moment. Most days have one offset, which is looked up once. */
function offsetAt(time: number, timezone: string): number {
  const day = Math.floor(time / dayMs);
  const key = `${timezone} ${day}`;
  if (!days.has(key)) {
    if (days.size > 20_000) days.clear();
    const [before, after] = [exactOffset(day * dayMs, timezone), exactOffset((day + 1) * dayMs, timezone)];
    days.set(key, before === after ? before : undefined);
  }
  return days.get(key) ?? exactOffset(time, timezone);
}

/** What the wall clock shows at a moment. */
export function wallTime(time: number, timezone: string): number {
  return time + offsetAt(time, timezone);
}

/** The first moment at which the wall clock shows that time; in an hour that never comes, the moment before it. */
export function firstMoment(wall: number, timezone: string): number {
  const moments = [wall - dayMs, wall + dayMs].map((near) => wall - offsetAt(near, timezone));
  const shown = moments.filter((moment) => wallTime(moment, timezone) === wall);
  return Math.min(...(shown.length > 0 ? shown : moments));
}

/**
 * The earliest wall time that any moment from this one on has. That is what the wall shows now, unless the clock is about
 * to be put back: then what happens later may be written with an earlier time.
 */
export function earliestWallFrom(time: number, timezone: string): number {
  const now = wallTime(time, timezone);
  const later = offsetAt(time + longestFoldMs, timezone);
  if (later >= offsetAt(time, timezone)) return now;
  let [before, after] = [time, time + longestFoldMs];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle, timezone) === later) after = middle;
    else before = middle;
  }
  return Math.min(now, after + later);
}
