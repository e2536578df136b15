/** What became of one raw record. Each record of a batch has exactly one, kept as one letter in the batch's outcome row. */
export const outcomeLetters = {
  /** Entities that were not there before. */
  created: 'c',
  /** At least one of its entities changed. */
  updated: 'u',
  /** As stored by an earlier run. */
  unchanged: 'n',
  /** A newer revision is stored already. */
  superseded: 's',
  /** Read again in the same run, for instance because a page shifted. */
  repeated: 'r',
  /** The mapping makes no entity of it. */
  filtered: 'f',
  /** It could not be processed and waits in quarantine. */
  quarantined: 'q',
} as const;

export type Outcome = keyof typeof outcomeLetters;
export type OutcomeCounts = Readonly<Record<Outcome, number>>;

export const outcomeNames: readonly Outcome[] = Object.keys(outcomeLetters) as Outcome[];

const nameOf = new Map<string, Outcome>(outcomeNames.map((name) => [outcomeLetters[name], name]));

/** Counts per outcome over the letters of any number of batches. */
export function countOutcomes(batches: readonly string[]): OutcomeCounts {
  const counts: Record<Outcome, number> = {
    created: 0,
    updated: 0,
    unchanged: 0,
    superseded: 0,
    repeated: 0,
    filtered: 0,
    quarantined: 0,
  };
  for (const letters of batches) {
    for (const letter of letters) {
      const name = nameOf.get(letter);
      if (name) counts[name]++;
    }
  }
  return counts;
}
