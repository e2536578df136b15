/**
 * Dates and times by their digits: they are by far the most frequent formats in an ERP's records, and patterns take several
 * times as long.
 */

/** Days of each month; February's 29th is looked at apart. */
const days = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const [zero, dash, colon] = [0x30, 0x2d, 0x3a];

/** The number that two digits stand for; not a number where one of them is no digit. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - zero;
  const ones = text.charCodeAt(at + 1) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Whether a text begins with a day that exists, `2026-02-28`. */
function beginsWithDate(text: string): boolean {
  if (text.charCodeAt(4) !== dash || text.charCodeAt(7) !== dash) return false;
  const century = twoDigits(text, 0);
  const year = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (!(century >= 0 && year >= 0 && month >= 1 && day >= 1 && day <= (days[month] ?? 0))) return false;
  return month !== 2 || day < 29 || (year === 0 ? century % 4 === 0 : year % 4 === 0);
}

/** A day that exists, `2026-02-28`, and nothing else. */
export function isPlainDate(text: string): boolean {
  return text.length === 10 && beginsWithDate(text);
}

/** A second that exists, in the form that most ERPs send: `2026-02-28T08:15:30Z`. Other forms may be times, too. */
export function isPlainTime(text: string): boolean {
  return (
    text.length === 20 &&
    text.charCodeAt(10) === 0x54 &&
    text.charCodeAt(13) === colon &&
    text.charCodeAt(16) === colon &&
    text.charCodeAt(19) === 0x5a &&
    twoDigits(text, 11) <= 23 &&
    twoDigits(text, 14) <= 59 &&
    twoDigits(text, 17) <= 59 &&
    beginsWithDate(text)
  );
}
