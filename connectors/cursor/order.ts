/**
 * Compares two cursors as records carry them: negative, zero or positive. Normalised times compare as texts; sequence
 * numbers of the format `text` compare as numbers, whatever their lengths.
 */
export function compareCursors(left: string, right: string): number {
  if (left === right) return 0;
  if (/^\d+$/.test(left) && /^\d+$/.test(right)) {
    const [a, b] = [left.replace(/^0+/, ''), right.replace(/^0+/, '')];
    if (a.length !== b.length) return a.length - b.length;
    return a < b ? -1 : Number(a > b);
  }
  return left < right ? -1 : Number(left > right);
}
