/**
 * The lists of an expression. JSONata tells a *sequence* (what a path collects: none is undefined, one is that one) from an
 * array that is data; the difference lives in flags on the array, as in the interpreter, because both may be compared.
 */
export type List = unknown[] & {
  /** Collected by a path, filter or function, not data. */
  sequence?: true;
  /** `[]` was written: one item stays a list. */
  keepSingleton?: true;
  /** Built by an array constructor that is a path step: is not flattened. */
  cons?: true;
  /** Wraps an input that is itself an array, so that it counts as one input. */
  outerWrapper?: true;
};

export function isSequence(value: unknown): value is List {
  return Array.isArray(value) && (value as List).sequence === true;
}

export function emptySequence(): List {
  const list: List = [];
  list.sequence = true;
  return list;
}

export function sequenceOf(item: unknown): List {
  const list: List = [item];
  list.sequence = true;
  return list;
}

/** What a value is once its expression is done: an empty sequence is nothing, one of a single item is that item. */
export function settle(value: unknown, keepArray: boolean): unknown {
  if (!isSequence(value)) return value;
  if (keepArray) value.keepSingleton = true;
  if (value.length === 0) return undefined;
  return value.length === 1 && value.keepSingleton !== true ? value[0] : value;
}

/** One sequence of the items of all results; arrays that are results themselves are opened once. */
export function flatten(results: readonly unknown[]): List {
  const flat = emptySequence();
  for (const result of results) {
    if (!Array.isArray(result) || (result as List).cons === true) flat.push(result);
    else for (const item of result) flat.push(item);
  }
  return flat;
}

/** Adds the items of a list, or a single value, to a list. */
export function pushAll(list: unknown[], value: unknown): void {
  if (Array.isArray(value)) for (const item of value) list.push(item);
  else list.push(value);
}

/** The two one after the other; nothing adds nothing. */
export function append(first: unknown, second: unknown): unknown {
  if (first === undefined) return second;
  if (second === undefined) return first;
  const joined: unknown[] = [];
  pushAll(joined, first);
  pushAll(joined, second);
  return joined;
}

/** An input as jsonata sees it: a list counts as one input until a path enters it. */
export function asInput(value: unknown): unknown {
  if (!Array.isArray(value) || isSequence(value)) return value;
  const wrapper = sequenceOf(value);
  wrapper.outerWrapper = true;
  return wrapper;
}
