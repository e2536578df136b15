/** A figure and what a committed budget allows of it. */
export type Limit = {
  readonly name: string;
  readonly value: number;
  readonly atLeast?: number;
  readonly atMost?: number;
};

/** The middle one of the values, or the mean of the two in the middle; not a number of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [below, above] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((below ?? Number.NaN) + (above ?? Number.NaN)) / 2;
}

/** The value below which so much of the values lies, as a share of one; not a number of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? Number.NaN;
}

/** A value that is no number keeps no limit. */
export function isKept({ value, atLeast, atMost }: Limit): boolean {
  return value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY);
}

/** `peak memory in MB: 195.3, at most 220: kept` */
export function limitLine(limit: Limit): string {
  const { name, value, atLeast, atMost } = limit;
  const bound = atLeast === undefined ? (atMost === undefined ? '' : `, at most ${atMost}`) : `, at least ${atLeast}`;
  const verdict = bound === '' ? '' : isKept(limit) ? ': kept' : ': NOT KEPT';
  return `${name}: ${Number(value.toPrecision(4))}${bound}${verdict}`;
}
