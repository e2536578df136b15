/** Most of these moments in any window of that length, its end not included. */
export function fullestWindow(moments: readonly number[], perMs: number): number {
  const sorted = [...moments].sort((a, b) => a - b);
  let fullest = 0;
  let first = 0;
  for (const [index, at] of sorted.entries()) {
    while ((sorted[first] ?? at) <= at - perMs) first += 1;
    fullest = Math.max(fullest, index - first + 1);
  }
  return fullest;
}
