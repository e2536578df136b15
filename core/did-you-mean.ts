/** Edits (insert, drop, replace, swap neighbours) that turn one word into the other, case ignored. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(
        (rows[i - 1]?.[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (rows[i - 2]?.[j - 2] ?? best) + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

/** The candidate that was probably meant: at most a third of its letters differ. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const scored = candidates
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.edits - b.edits);
  return scored[0]?.candidate;
}

/** A hint for a word that is none of those allowed: `Did you mean "x"? Allowed: x, y.` */
export function allowedHint(word: string, allowed: readonly string[]): string {
  if (allowed.length === 0) return 'Nothing is allowed here.';
  const near = closest(word, allowed);
  const list = allowed.length > 40 ? `${allowed.slice(0, 40).join(', ')}, …` : allowed.join(', ');
  return `${near === undefined ? '' : `Did you mean "${near}"? `}Allowed: ${list}.`;
}
