import { TributaryError } from './errors.ts';

const milliseconds: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a duration such as `30s`, `5m`, `2h` or `1d`; gives milliseconds. Throws InvalidInput. */
export function parseDuration(text: string): number {
  const match = /^(\d{1,9})([smhd])$/.exec(text);
  const unit = milliseconds[match?.[2] ?? ''];
  if (!match || unit === undefined)
    throw new TributaryError('InvalidInput', {
      code: 'duration-unreadable',
      message: `"${text}" is not a duration: write a whole number and one of s, m, h, d, such as 30s, 5m, 2h or 1d.`,
    });
  return Number(match[1]) * unit;
}
