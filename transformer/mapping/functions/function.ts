/** A function that mappings may call. Pure: the same arguments give the same result, always. */
export type MappingFunction = {
  /** Without the `$`. */
  readonly name: string;
  /** jsonata's notation, see signature.ts. */
  readonly signature: string;
  readonly doc: string;
  readonly example: string;
  readonly implementation: (...args: readonly unknown[]) => unknown;
};

type TypedFunction<A extends readonly unknown[]> = Omit<MappingFunction, 'implementation'> & {
  readonly implementation: (...args: A) => unknown;
};

/** Describes a function by the types its signature promises: arguments are checked against it before every call. */
export function defineFunction<A extends readonly unknown[]>(spec: TypedFunction<A>): MappingFunction {
  return spec as unknown as MappingFunction;
}

export type Optional<T> = T | undefined;
