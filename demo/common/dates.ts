const dayLength = 86_400_000;

/** The calendar day (UTC) of a moment, some days later or earlier: '2026-01-05'. */
export function dayOf(moment: Date, daysLater = 0): string {
  return new Date(moment.getTime() + daysLater * dayLength).toISOString().slice(0, 10);
}

/** A day some days after another one; what is no day (a planted value) stays as it is. */
export function laterDay(day: string, daysLater: number): string {
  const start = new Date(`${day}T00:00:00.000Z`);
  return Number.isNaN(start.getTime()) ? day : dayOf(start, daysLater);
}
