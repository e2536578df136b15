import { functionNamed } from '../functions/registry.ts';
import { parseSignature } from '../functions/signature.ts';
import type { Block, Call, Filter, Node, Path } from './node.ts';

/** A path of source fields; the empty one is the whole record. */
export type SourcePath = readonly string[];

/**
 * Where a value may come from. Empty: it is made by the expression, and what it was made of is already noted as read.
 */
type Origins = readonly SourcePath[];

/** A path read includes all below it, and whether the objects and lists above it are there at all. */
export type Reads = {
  readonly paths: readonly SourcePath[];
  /** Where the result itself comes from, as far as it is data of the record. */
  readonly origins: Origins;
};

type Trace = {
  readonly found: Map<string, SourcePath>;
  readonly locals: Origins[];
  readonly root: Origins;
};

function note(trace: Trace, origins: Origins): Origins {
  for (const path of origins) trace.found.set(JSON.stringify(path), path);
  return [];
}

function isBelow(path: SourcePath, parent: SourcePath): boolean {
  return path.length >= parent.length && parent.every((name, index) => path[index] === name);
}

function filtered(trace: Trace, filters: readonly Filter[], origins: Origins): Origins {
  for (const filter of filters) {
    if (filter.kind === 'where') note(trace, originsOf(trace, filter.predicate, origins));
  }
  return origins;
}

/** A step that reads nothing of its context still depends on the context's being there: `to_Item.('x')`. */
function noteUnread(trace: Trace, context: Origins, result: Origins): void {
  const seen = [...trace.found.values(), ...result];
  note(
    trace,
    context.filter((path) => !seen.some((read) => isBelow(read, path))),
  );
}

function ofPath(trace: Trace, path: Path, context: Origins): Origins {
  let origins = context;
  for (const [index, step] of path.steps.entries()) {
    const next = filtered(trace, step.stages, originsOf(trace, step.node, origins));
    if (index > 0 && step.node.kind !== 'name') noteUnread(trace, origins, next);
    origins = next;
  }
  return origins;
}

function ofBlock(trace: Trace, block: Block, context: Origins): Origins {
  let last: Origins = [];
  for (const [index, statement] of block.statements.entries()) {
    last = originsOf(trace, statement, context);
    // A statement whose value nobody takes can still fail on what it reads.
    if (statement.kind !== 'bind' && index < block.statements.length - 1) note(trace, last);
  }
  return last;
}

/** Whether a value can be a number where a text is expected, so that the context would be taken for the text. */
function mayBeNumber(node: Node | undefined): boolean {
  if (node?.kind === 'path') return node.steps[0]?.node.kind !== 'name';
  if (node?.kind === 'literal') return typeof node.value === 'number';
  return !(node?.kind === 'binary' && node.operator === '&');
}

/** Functions take the context for a first argument that is left out; of a whole record only those that accept objects can. */
function takesContext(call: Call, context: Origins): boolean {
  const parameters = parseSignature(functionNamed(call.name)?.signature ?? '<:x>');
  const [first] = parameters;
  if (!call.hasContext || !first?.context || call.args.length >= parameters.length) return false;
  if (context.some((path) => path.length === 0) && !first.types.includes('o')) return false;
  const least = parameters.filter((parameter) => !parameter.optional).length;
  return call.args.length < least || mayBeNumber(call.args[0]);
}

function ofCall(trace: Trace, call: Call, context: Origins): Origins {
  for (const arg of call.args) note(trace, originsOf(trace, arg, context));
  return takesContext(call, context) ? note(trace, context) : [];
}

function bareOrigins(trace: Trace, node: Node, context: Origins): Origins {
  const read = (inner: Node): Origins => note(trace, originsOf(trace, inner, context));
  switch (node.kind) {
    case 'literal':
    case 'table':
      return [];
    case 'name':
      return context.map((path) => [...path, node.name]);
    case 'context':
      return context;
    case 'root':
      return trace.root;
    case 'record':
      return [[]];
    case 'local':
      return trace.locals[node.slot] ?? [];
    case 'path':
      return ofPath(trace, node, context);
    case 'bind':
      trace.locals[node.slot] = originsOf(trace, node.value, context);
      return trace.locals[node.slot] ?? [];
    case 'block':
      return ofBlock(trace, node, context);
    case 'negate':
      return read(node.operand);
    case 'array':
      return node.items.flatMap((item) => read(item.node));
    case 'object':
      return node.pairs.flatMap((pair) => [...read(pair.key), ...read(pair.value)]);
    case 'binary':
      return [...read(node.left), ...read(node.right)];
    case 'condition':
      read(node.condition);
      return [
        ...originsOf(trace, node.then, context),
        ...(node.otherwise ? originsOf(trace, node.otherwise, context) : []),
      ];
    case 'default':
      if (node.when === 'false') read(node.value);
      return [...originsOf(trace, node.value, context), ...originsOf(trace, node.otherwise, context)];
    case 'call':
      return ofCall(trace, node, context);
  }
}

function originsOf(trace: Trace, node: Node, context: Origins): Origins {
  return filtered(trace, node.filters, bareOrigins(trace, node, context));
}

/**
 * Which source paths an expression reads when it starts on a value that comes from `context`. Never too few: changing
 * anything else in a record never changes the result. `isResultRead` false leaves the result itself out.
 */
export function readsOf(node: Node, context: Origins, isResultRead: boolean): Reads {
  const trace: Trace = { found: new Map(), locals: [], root: context };
  const origins = originsOf(trace, node, context);
  if (isResultRead) note(trace, origins);
  return { paths: [...trace.found.values()], origins };
}

/** Whether an expression is nothing but names of fields: `a.b`, without filters. */
export function isPlainPath(node: Node): boolean {
  const isBare = (inner: Node): boolean => inner.filters.length === 0 && !inner.keepArray;
  if (node.kind !== 'path' || !isBare(node) || node.keepSingleton) return false;
  return node.steps.every((step) => step.node.kind === 'name' && isBare(step.node) && step.stages.length === 0);
}

/** A path as an expression would write it; `*` is the whole record. */
export function formatSourcePath(path: SourcePath): string {
  if (path.length === 0) return '*';
  return path.map((name) => (/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``)).join('.');
}
