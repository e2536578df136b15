import { type CompileNode, type Environment, spend } from './evaluate.ts';
import type { Filter } from './node.ts';
import { emptySequence, sequenceOf } from './sequence.ts';
import { isNumeric, isTruthy } from './values.ts';

/** A compiled filter: value in, the items that pass out, not yet settled. */
export type ApplyFilter = (value: unknown, environment: Environment) => unknown;

/** A position, fractions rounded down and negative ones counted from the end. */
function position(index: number, length: number): number {
  const whole = Math.floor(index);
  return whole < 0 ? length + whole : whole;
}

function byIndex(index: number): ApplyFilter {
  return (value) => {
    const items: unknown[] = Array.isArray(value) ? value : sequenceOf(value);
    const item = items[position(index, items.length)];
    if (item === undefined) return emptySequence();
    return Array.isArray(item) ? item : sequenceOf(item);
  };
}

/** How often the item at `at` is taken: a predicate that gives numbers selects by position, any other by its truth. */
function timesTaken(result: unknown, at: number, length: number): number {
  if (isNumeric(result)) return position(result, length) === at ? 1 : 0;
  if (!Array.isArray(result)) return isTruthy(result) ? 1 : 0;
  // Every item is looked at before deciding, as in the interpreter: an infinity throws.
  const numbers = result.filter(isNumeric);
  if (numbers.length !== result.length) return isTruthy(result) ? 1 : 0;
  return numbers.filter((index) => position(index, length) === at).length;
}

function byPredicate(filter: Filter & { readonly kind: 'where' }, compile: CompileNode): ApplyFilter {
  const test = compile(filter.predicate);
  return (value, environment) => {
    const items: unknown[] = Array.isArray(value) ? value : sequenceOf(value);
    spend(environment, items.length);
    const taken = emptySequence();
    for (const [at, item] of items.entries()) {
      for (let times = timesTaken(test(item, environment), at, items.length); times > 0; times--) taken.push(item);
    }
    return taken;
  };
}

export function compileFilters(filters: readonly Filter[], compile: CompileNode): readonly ApplyFilter[] {
  return filters.map((filter) => (filter.kind === 'index' ? byIndex(filter.index) : byPredicate(filter, compile)));
}

export function applyFilters(filters: readonly ApplyFilter[], value: unknown, environment: Environment): unknown {
  let result = value;
  for (const filter of filters) result = filter(result, environment);
  return result;
}
