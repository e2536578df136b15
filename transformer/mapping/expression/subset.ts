import { functions } from '../functions/registry.ts';
import { MAX_TREE_DEPTH } from '../limits.ts';
import { constructs } from './hints.ts';
import type { ArrayItem, BinaryOperator, Filter, Modifiers, Node, Pair, Step } from './node.ts';
import type { RawNode, RawStage } from './raw.ts';
import type { Refusal } from './refusal.ts';
import { outermostScope, type Scope } from './scope.ts';
import { type ReadNode, type Subset, startOf } from './subset-context.ts';
import { readCall, readChained, readVariable } from './subset-names.ts';

type Reader = { readonly subset: Subset; readonly read: ReadNode };

const binaryOperators: ReadonlySet<string> = new Set<BinaryOperator>([
  ...(['+', '-', '*', '/', '%', '=', '!=', '<', '<=', '>', '>=', '&', 'in', 'and', 'or'] as const),
]);

/** jsonata keeps no position of `%`: the first one that has nothing to divide on its left. */
function parentOffset(text: string): number {
  const match = /(?:^|[.([{,;:?=<>&+\-*/])\s*%/.exec(text);
  return match ? match.index + match[0].length - 1 : 0;
}

function refuseConstruct(subset: Subset, construct: string, tokenStart: number): undefined {
  const advice = constructs[construct];
  const offset = construct === 'parent' ? parentOffset(subset.text) : tokenStart;
  if (advice) return subset.refuse(offset, advice.message, advice.hint);
  return subset.refuse(offset, `${construct} is not part of mappings`);
}

function readFilters(reader: Reader, stages: readonly RawStage[] | undefined, scope: Scope): Filter[] | undefined {
  const filters: Filter[] = [];
  let isWhole = true;
  for (const stage of stages ?? []) {
    const raw = stage.expr;
    if (stage.type !== 'filter' || raw === undefined) {
      isWhole = false;
      refuseConstruct(reader.subset, 'index', Math.max(0, (stage.position ?? 1) - 1));
    } else if (raw.type === 'number') filters.push({ kind: 'index', index: raw.value as number });
    else {
      const predicate = reader.read(raw, scope);
      if (predicate) filters.push({ kind: 'where', predicate });
      else isWhole = false;
    }
  }
  return isWhole ? filters : undefined;
}

function readAll(reader: Reader, raws: readonly RawNode[] | undefined, scope: Scope): Node[] | undefined {
  const nodes = (raws ?? []).map((raw) => reader.read(raw, scope));
  const whole = nodes.filter((node) => node !== undefined);
  return whole.length === nodes.length ? whole : undefined;
}

/** A first step whose array jsonata would walk character by character, or not at all, once it is filtered or in a block. */
function isOddStart(first: RawNode): boolean {
  const isFiltered = first.type === 'unary' && first.value === '[' && first.predicate !== undefined;
  return first.consarray === true && (first.type === 'block' || isFiltered);
}

function readPath(reader: Reader, raw: RawNode, scope: Scope, modifiers: Modifiers): Node | undefined {
  const rawSteps = raw.steps ?? [];
  const [first] = rawSteps;
  if (first && rawSteps.length > 1 && isOddStart(first)) {
    reader.subset.refuse(
      startOf(first),
      'A path cannot begin with an array constructor like this',
      'Put it into ( … ).',
    );
  }
  const steps = rawSteps.map((step): Step | undefined => {
    const node = step.type === 'name' ? readName(reader, step, scope) : reader.read(step, scope);
    const stages = readFilters(reader, step.stages, scope);
    return node && stages ? { node, stages } : undefined;
  });
  const whole = steps.filter((step) => step !== undefined);
  if (whole.length < steps.length) return undefined;
  return { kind: 'path', steps: whole, keepSingleton: raw.keepSingletonArray === true, ...modifiers };
}

function readName(reader: Reader, raw: RawNode, scope: Scope): Node | undefined {
  if (isTupleStep(reader.subset, raw)) return undefined;
  const filters = readFilters(reader, raw.predicate, scope);
  return filters && { kind: 'name', name: String(raw.value), filters, keepArray: raw.keepArray === true };
}

function isTupleStep(subset: Subset, raw: RawNode): boolean {
  if (raw.focus !== undefined) refuseConstruct(subset, 'focus', startOf(raw));
  if (raw.index !== undefined) refuseConstruct(subset, 'index', startOf(raw));
  if (raw.group !== undefined) refuseConstruct(subset, 'group', Math.max(0, (raw.group.position ?? 1) - 1));
  return raw.focus !== undefined || raw.index !== undefined || raw.group !== undefined;
}

function readUnary(reader: Reader, raw: RawNode, scope: Scope, modifiers: Modifiers): Node | undefined {
  if (raw.value === '-' && raw.expression) {
    const operand = reader.read(raw.expression, scope);
    return operand && { kind: 'negate', operand, ...modifiers };
  }
  if (raw.value === '{') {
    const pairs = ((raw.lhs ?? []) as readonly (readonly [RawNode, RawNode])[]).map((pair): Pair | undefined => {
      const key = reader.read(pair[0], scope);
      const value = reader.read(pair[1], scope);
      return key && value && { key, value };
    });
    const whole = pairs.filter((pair) => pair !== undefined);
    return whole.length < pairs.length ? undefined : { kind: 'object', pairs: whole, ...modifiers };
  }
  const nodes = readAll(reader, raw.expressions, scope);
  const items = nodes?.map((node, at): ArrayItem => ({ node, opened: raw.expressions?.[at]?.value !== '[' }));
  return items && { kind: 'array', items, cons: raw.consarray === true, ...modifiers };
}

function readBinary(reader: Reader, raw: RawNode, scope: Scope, modifiers: Modifiers): Node | undefined {
  const operator = String(raw.value);
  if (operator === '..') return refuseConstruct(reader.subset, 'range', Math.max(0, (raw.position ?? 2) - 2));
  if (!binaryOperators.has(operator)) return refuseConstruct(reader.subset, `The operator ${operator}`, startOf(raw));
  const [left, right] = readAll(reader, [raw.lhs as RawNode, raw.rhs as RawNode], scope) ?? [];
  return left && right && { kind: 'binary', operator: operator as BinaryOperator, left, right, ...modifiers };
}

/** `a ?? b` and `a ?: b` arrive as conditions on a copy of `a`; that they are the same is what makes one evaluation enough. */
function defaultOf(raw: RawNode): 'missing' | 'false' | undefined {
  const { condition, then } = raw;
  if (raw.else === undefined || condition === undefined) return undefined;
  if (condition.procedure?.value === 'exists' && condition.procedure.position === undefined) return 'missing';
  return JSON.stringify(condition) === JSON.stringify(then) ? 'false' : undefined;
}

function readCondition(reader: Reader, raw: RawNode, scope: Scope, modifiers: Modifiers): Node | undefined {
  const otherwise = raw.else && reader.read(raw.else, scope);
  const then = reader.read(raw.then as RawNode, scope);
  const when = defaultOf(raw);
  if (when) return then && otherwise && { kind: 'default', when, value: then, otherwise, ...modifiers };
  const condition = reader.read(raw.condition as RawNode, scope);
  if (!condition || !then || (raw.else && !otherwise)) return undefined;
  return { kind: 'condition', condition, then, otherwise, ...modifiers };
}

function readBind(reader: Reader, raw: RawNode, scope: Scope): Node | undefined {
  const name = String((raw.lhs as RawNode).value);
  const value = reader.read(raw.rhs as RawNode, scope);
  const isTaken = name === '' || name === '$' || name === 'record' || reader.subset.tables.includes(name);
  if (isTaken || functions.some((known) => known.name === name)) {
    const at = startOf(raw.lhs as RawNode);
    return reader.subset.refuse(at, `$${name} already has a meaning here`, 'Choose another name.');
  }
  const slot = scope.bind(name);
  return value && { kind: 'bind', slot, value, filters: [], keepArray: raw.keepArray === true };
}

function readBlock(reader: Reader, raw: RawNode, outer: Scope, modifiers: Modifiers): Node | undefined {
  const scope = outer.inner();
  const statements = (raw.expressions ?? []).map((part) =>
    part.type === 'bind' ? readBind(reader, part, scope) : reader.read(part, scope),
  );
  const whole = statements.filter((node) => node !== undefined);
  return whole.length < statements.length ? undefined : { kind: 'block', statements: whole, ...modifiers };
}

function readBare(reader: Reader, raw: RawNode, scope: Scope, modifiers: Modifiers): Node | undefined {
  switch (raw.type) {
    case 'string':
    case 'number':
    case 'value':
      return { kind: 'literal', value: raw.value as string | number | boolean | null, ...modifiers };
    case 'path':
      return readPath(reader, raw, scope, modifiers);
    case 'unary':
      return readUnary(reader, raw, scope, modifiers);
    case 'binary':
      return readBinary(reader, raw, scope, modifiers);
    case 'condition':
      return readCondition(reader, raw, scope, modifiers);
    case 'block':
      return readBlock(reader, raw, scope, modifiers);
    case 'variable':
      return readVariable(reader.subset, raw, scope, modifiers);
    case 'function':
      return readCall(reader.subset, reader.read, raw, scope, modifiers);
    case 'apply':
      return readChained(reader.subset, reader.read, raw, scope, modifiers);
    default:
      return refuseConstruct(reader.subset, raw.type, startOf(raw));
  }
}

/**
 * Turns jsonata's tree into ours, which has room for the subset only. Everything else is refused, all of it at once;
 * the result is undefined if anything was.
 */
export function readSubset(
  tree: RawNode,
  options: Pick<Subset, 'text' | 'tables' | 'hasRecord'>,
): { readonly node: Node | undefined; readonly refusals: readonly Refusal[] } {
  const refusals: Refusal[] = [];
  const refuse: Subset['refuse'] = (offset, message, hint) => {
    refusals.push({ offset, message, ...(hint === undefined ? {} : { hint }) });
    return undefined;
  };
  const subset: Subset = { ...options, refuse };
  let depth = 0;
  const read: ReadNode = (raw, scope) => {
    if (depth >= MAX_TREE_DEPTH) return refuse(startOf(raw), 'The expression is nested too deeply', 'Split it.');
    depth++;
    const reader: Reader = { subset, read };
    const filters = isTupleStep(subset, raw) ? undefined : readFilters(reader, raw.predicate, scope);
    const modifiers: Modifiers = { filters: filters ?? [], keepArray: raw.keepArray === true };
    const node = readBare(reader, raw, scope, modifiers);
    depth--;
    return filters && node;
  };
  const node = read(tree, outermostScope());
  return { node: refusals.length === 0 ? node : undefined, refusals };
}
