/** The `:=` variables that an expression may use at one place. Resolved while compiling: at run time they are slots. */
export type Scope = {
  /** The slot of a variable, or undefined if it is not assigned before here. */
  resolve(name: string): number | undefined;
  /** A new slot for a variable; a later assignment of the same name gets its own. */
  bind(name: string): number;
  /** Variables that can be used here. */
  names(): readonly string[];
  /** The scope of a block inside this one. */
  inner(): Scope;
};

function nested(outer: Scope | undefined, slots: { next: number }): Scope {
  const own = new Map<string, number>();
  const scope: Scope = {
    resolve: (name) => own.get(name) ?? outer?.resolve(name),
    bind: (name) => {
      const slot = slots.next++;
      own.set(name, slot);
      return slot;
    },
    names: () => [...own.keys(), ...(outer?.names() ?? [])],
    inner: () => nested(scope, slots),
  };
  return scope;
}

export function outermostScope(): Scope {
  return nested(undefined, { next: 0 });
}
