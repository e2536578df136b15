import { MappingError } from '../mapping-error.ts';
import { type CompileNode, type Environment, type Evaluate, spend, spendOn } from './evaluate.ts';
import type { ArrayNode, ObjectNode } from './node.ts';
import { append, pushAll } from './sequence.ts';
import { setOwn, wrongType } from './values.ts';

/** `[a, b]`: lists among the items are opened, except those that are written as array constructors themselves. */
export function compileArray(node: ArrayNode, compile: CompileNode): Evaluate {
  const items = node.items.map((item) => ({ evaluate: compile(item.node), opened: item.opened }));
  return (input, environment) => {
    const list: unknown[] = [];
    for (const { evaluate, opened } of items) {
      const value = evaluate(input, environment);
      if (value === undefined) continue;
      if (opened) pushAll(list, value);
      else list.push(value);
    }
    spendOn(environment, list);
    if (node.cons) Object.defineProperty(list, 'cons', { enumerable: false, configurable: false, value: true });
    return list;
  };
}

type CompiledPair = { readonly key: Evaluate; readonly value: Evaluate };
type Group = { readonly pair: number; context: unknown };

function addToGroup(groups: Map<string, Group>, key: unknown, pair: number, item: unknown): void {
  if (key === undefined) return;
  if (typeof key !== 'string') wrongType('T1003', 'a key of an object must be a text', key);
  if (key === '_jsonata_lambda' || key === '_jsonata_function') {
    throw new MappingError('D1013', 'keys that begin with _jsonata_ are reserved');
  }
  const group = groups.get(key);
  if (group === undefined) groups.set(key, { pair, context: item });
  else if (group.pair !== pair) throw new MappingError('D1009', 'two keys of an object are the same');
  else group.context = append(group.context, item);
}

/** With a list as context, items of the same key are put together before the value is computed from them. */
function groupItems(pairs: readonly CompiledPair[], input: unknown, environment: Environment): Map<string, Group> {
  const groups = new Map<string, Group>();
  const items: readonly unknown[] = Array.isArray(input) && input.length > 0 ? input : [firstOf(input)];
  spend(environment, items.length);
  for (const item of items) {
    for (const [index, pair] of pairs.entries()) addToGroup(groups, pair.key(item, environment), index, item);
  }
  return groups;
}

/** An empty list stands for no context at all, so that an object of constants can still be built. */
function firstOf(input: unknown): unknown {
  return Array.isArray(input) ? undefined : input;
}

function compileGroups(pairs: readonly CompiledPair[]): Evaluate {
  return (input, environment) => {
    const result: Record<string, unknown> = {};
    for (const [key, group] of groupItems(pairs, input, environment)) {
      const value = (pairs[group.pair] as CompiledPair).value(group.context, environment);
      if (value !== undefined) setOwn(result, key, value);
    }
    return result;
  };
}

/** Names of an object whose keys are different constants, which need no grouping while the context is no list. */
function constantKeys(node: ObjectNode): readonly string[] | undefined {
  const keys = node.pairs.flatMap(({ key }) =>
    key.kind === 'literal' && typeof key.value === 'string' && key.filters.length === 0 ? [key.value] : [],
  );
  const isPlain = new Set(keys).size === node.pairs.length && keys.every((key) => !key.startsWith('_jsonata_'));
  return isPlain ? keys : undefined;
}

export function compileObject(node: ObjectNode, compile: CompileNode): Evaluate {
  const pairs = node.pairs.map(({ key, value }) => ({ key: compile(key), value: compile(value) }));
  const grouped = compileGroups(pairs);
  const keys = constantKeys(node);
  if (keys === undefined) return grouped;
  return (input, environment) => {
    if (Array.isArray(input)) return grouped(input, environment);
    const result: Record<string, unknown> = {};
    for (let index = 0; index < keys.length; index++) {
      const value = (pairs[index] as CompiledPair).value(input, environment);
      if (value !== undefined) setOwn(result, keys[index] as string, value);
    }
    return result;
  };
}
