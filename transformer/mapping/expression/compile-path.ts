import { type ApplyFilter, applyFilters, compileFilters } from './compile-filter.ts';
import { type CompileNode, type Environment, type Evaluate, spend, spendOn } from './evaluate.ts';
import type { Node, Path, Step } from './node.ts';
import { flatten, isSequence, type List, sequenceOf } from './sequence.ts';

const hasOwn = Object.prototype.hasOwnProperty;

type CompiledStep = { readonly evaluate: Evaluate; readonly stages: readonly ApplyFilter[]; readonly cons: boolean };
type Walk = (first: number, start: List, environment: Environment) => unknown;

/** Steps that start from a variable ignore the context, so a context that is a list is not entered. */
function isAbsolute(node: Node): boolean {
  return ['context', 'root', 'record', 'table', 'local'].includes(node.kind);
}

function takeStep(step: CompiledStep, items: List, isLast: boolean, environment: Environment): List {
  spend(environment, items.length);
  const results: unknown[] = [];
  for (const item of items) {
    const value = step.evaluate(item, environment);
    const result = step.stages.length === 0 ? value : applyFilters(step.stages, value, environment);
    if (result === undefined) continue;
    results.push(result);
    // Before they are put together: the product of two lists is never built.
    spendOn(environment, result);
  }
  const only = results[0];
  // The last step of a path hands on a list that is data as it is: it may be empty or have one item.
  if (isLast && results.length === 1 && Array.isArray(only) && !isSequence(only)) return only;
  return flatten(results);
}

function walker(steps: readonly CompiledStep[]): Walk {
  return (first, start, environment) => {
    let items = start;
    for (let index = first; index < steps.length; index++) {
      const step = steps[index] as CompiledStep;
      // A path that begins with an array constructor starts on that array, built once, not once for each item.
      if (index === 0 && step.cons) items = step.evaluate(items, environment) as List;
      else items = takeStep(step, items, index === steps.length - 1, environment);
      if (items.length === 0) break;
    }
    return items;
  };
}

/** The names of a path of nothing but plain names, by far the most frequent expression. */
function plainNames(path: Path): readonly string[] | undefined {
  const names = path.steps.flatMap(({ node, stages }) =>
    node.kind === 'name' && !node.keepArray && node.filters.length === 0 && stages.length === 0 ? [node.name] : [],
  );
  return names.length === path.steps.length && !path.keepSingleton ? names : undefined;
}

/** Goes through objects directly, and takes the general way from the first list on. */
function compileNames(names: readonly string[], walk: Walk): Evaluate {
  return (input, environment) => {
    let value = input;
    for (let index = 0; index < names.length; index++) {
      if (value === null || typeof value !== 'object') return undefined;
      if (Array.isArray(value)) return walk(index, index === 0 ? value : flatten([value]), environment);
      const name = names[index] as string;
      if (!hasOwn.call(value, name)) return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return isSequence(value) ? flatten([value]) : value;
  };
}

/** The same for a single name, which most fields are. */
function compileOneName(name: string, walk: Walk): Evaluate {
  return (input, environment) => {
    if (input === null || typeof input !== 'object') return undefined;
    if (Array.isArray(input)) return walk(0, input, environment);
    if (!hasOwn.call(input, name)) return undefined;
    const value = (input as Record<string, unknown>)[name];
    return isSequence(value) ? flatten([value]) : value;
  };
}

function kept(result: List): List {
  const list = result.cons === true && result.sequence !== true ? sequenceOf(result) : result;
  // Not on data: a record is never written to, and the flag means nothing there.
  if (isSequence(list)) list.keepSingleton = true;
  return list;
}

function compileStep(step: Step, compile: CompileNode): CompiledStep {
  const cons = step.node.kind === 'array' && step.node.cons;
  return { evaluate: compile(step.node), stages: compileFilters(step.stages, compile), cons };
}

/** Steps map over what the step before gave and are flattened into one sequence. The result is not yet settled. */
export function compilePath(path: Path, compile: CompileNode): Evaluate {
  const walk = walker(path.steps.map((step) => compileStep(step, compile)));
  const names = plainNames(path);
  const [only] = names ?? [];
  if (names?.length === 1 && only !== undefined) return compileOneName(only, walk);
  if (names) return compileNames(names, walk);
  const [first] = path.steps;
  const absolute = first !== undefined && isAbsolute(first.node);
  return (input, environment) => {
    const start = Array.isArray(input) && !absolute ? input : sequenceOf(input);
    const result = walk(0, start, environment) as List;
    return path.keepSingleton ? kept(result) : result;
  };
}
