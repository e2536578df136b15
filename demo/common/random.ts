/** A source of repeatable choices: the same seed gives the same sequence on every machine. */
export type Random = {
  /** In [0, 1). */
  fraction(): number;
  /** Both bounds included. */
  integer(least: number, greatest: number): number;
  chance(probability: number): boolean;
  pick<Choice>(choices: readonly [Choice, ...Choice[]]): Choice;
  /** As many digits, the first of which may be 0. */
  digits(count: number): string;
};

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for demo rows. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (least: number, greatest: number): number => least + Math.floor(fraction() * (greatest - least + 1));
  return {
    fraction,
    integer,
    chance: (probability) => fraction() < probability,
    pick: (choices) => choices[integer(0, choices.length - 1)] ?? choices[0],
    digits: (count) => Array.from({ length: count }, () => integer(0, 9)).join(''),
  };
}

/** A seed made of several numbers, so that each row has its own sequence and adding rows changes no earlier one. */
export function mixSeed(...parts: readonly number[]): number {
  return parts.reduce((hash, part) => Math.imul(hash ^ (part >>> 0), 0x01000193) ^ (hash >>> 13), 0x811c9dc5) >>> 0;
}
