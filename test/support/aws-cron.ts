const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** The next moment after `after` of the six fields of AWS in UTC, by their manual and nothing of ours; at most a few years on. */
export function nextOnAws(fields: string, after: Date): Date | undefined {
  const [minutes, hours, daysOfMonth, inMonths, daysOfWeek, years] = fields.split(' ');
  if (years !== '*' || (daysOfMonth === '?') === (daysOfWeek === '?')) throw new Error(`AWS refuses ${fields}`);
  const minuteSet = valuesOf(minutes, 0, 59);
  const hourSet = valuesOf(hours, 0, 23);
  const daySet = valuesOf(daysOfMonth, 1, 31);
  const monthSet = valuesOf(inMonths, 1, 12, months);
  const weekdaySet = valuesOf(daysOfWeek, 1, 7, weekdays);
  for (let day = 0; day < 366 * 3; day += 1) {
    const start = new Date(Date.UTC(after.getUTCFullYear(), after.getUTCMonth(), after.getUTCDate() + day));
    const matches =
      monthSet.has(start.getUTCMonth() + 1) && daySet.has(start.getUTCDate()) && weekdaySet.has(start.getUTCDay() + 1);
    if (!matches) continue;
    for (const hour of hourSet)
      for (const minute of minuteSet) {
        const due = new Date(start.getTime() + (hour * 60 + minute) * 60_000);
        if (due > after) return due;
      }
  }
  return undefined;
}

/** In ascending order. */
function valuesOf(field = '', min: number, max: number, names: readonly string[] = []): ReadonlySet<number> {
  const all = Array.from({ length: max - min + 1 }, (_, index) => min + index);
  if (field === '*' || field === '?') return new Set(all);
  const numberOf = (text: string): number => (names.includes(text) ? names.indexOf(text) + 1 : Number(text));
  const wanted = field.split(',').flatMap((part) => {
    const [range = '', step] = part.split('/');
    const [from = '', to = step === undefined ? from : String(max)] = range.split('-');
    const by = Number(step ?? 1);
    const [first, last] = [numberOf(from), numberOf(to)];
    return all.filter((value) => value >= first && value <= last && (value - first) % by === 0);
  });
  if (wanted.length === 0) throw new Error(`AWS refuses the field ${field}`);
  return new Set(wanted.sort((a, b) => a - b));
}
