/** A duration, precise where it is short: `0.4 s`, `12 s`, `3 min`, `2 h 5 min`, `4 d 3 h`. */
export function spanText(ms: number): string {
  return ms < 9_950 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : coarseText(ms);
}

function coarseText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

/** How long ago or in how long a moment is: `2 min ago`, `in 40 s`. */
export function relativeText(at: string, now: Date): string {
  const ms = Date.parse(at) - now.getTime();
  if (Math.abs(ms) < 1000) return 'now';
  return ms > 0 ? `in ${coarseText(ms)}` : `${coarseText(-ms)} ago`;
}

/** The time of day of a moment, in the time zone of the machine: `14:03:20`. */
export function clockText(at: Date): string {
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Date and time of a moment in the time zone of the machine: `2026-07-01 14:03:20`. */
export function momentText(at: string): string {
  const date = new Date(at);
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0'));
  return `${day.join('-')} ${clockText(date)}`;
}
