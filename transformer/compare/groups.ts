/** Sets of numbers below `count` that are joined pairwise. */
export type Groups = {
  join(a: number, b: number): void;
  rootOf(member: number): number;
};

export function groupsOf(count: number): Groups {
  const parents = Uint32Array.from({ length: count }, (_, member) => member);
  const rootOf = (member: number): number => {
    let at = member;
    for (;;) {
      const parent = parents[at] ?? at;
      if (parent === at) return at;
      // Halves the way for whoever asks next.
      parents[at] = parents[parent] ?? parent;
      at = parent;
    }
  };
  return {
    rootOf,
    join: (a, b) => {
      const [x, y] = [rootOf(a), rootOf(b)];
      // The smaller number stays, so that the result does not depend on the order of joining.
      if (x !== y) parents[Math.max(x, y)] = Math.min(x, y);
    },
  };
}
