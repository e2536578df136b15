import { allowedHint, closest } from '../../../core/did-you-mean.ts';
import { functionNamed, functions } from '../functions/registry.ts';
import { type Parameter, parseSignature } from '../functions/signature.ts';
import { refusedFunctions } from './hints.ts';
import type { Modifiers, Node } from './node.ts';
import type { RawNode } from './raw.ts';
import type { Scope } from './scope.ts';
import { type ReadNode, type Subset, startOf } from './subset-context.ts';

function unknownVariable(subset: Subset, raw: RawNode, scope: Scope): undefined {
  const name = String(raw.value);
  const advice = refusedFunctions[name];
  if (functionNamed(name) || advice) {
    return subset.refuse(
      startOf(raw),
      `$${name} is a function, and functions are not values in mappings`,
      'Call it: $f(…).',
    );
  }
  const known = [...new Set([...scope.names(), ...subset.tables, ...(subset.hasRecord ? ['record'] : [])])];
  const near = closest(name, known);
  const meant = near === undefined ? '' : `Did you mean $${near}? `;
  const list = known.length === 0 ? '' : ` Known here: ${known.map((each) => `$${each}`).join(', ')}.`;
  return subset.refuse(
    startOf(raw),
    `$${name} is not assigned here`,
    `${meant}Source fields have no $; code lists are declared under tables:.${list}`,
  );
}

/** `$`, `$$`, `$record`, a code list, or an assigned variable. */
export function readVariable(subset: Subset, raw: RawNode, scope: Scope, modifiers: Modifiers): Node | undefined {
  const name = String(raw.value);
  if (name === '') return { kind: 'context', ...modifiers };
  if (name === '$') return { kind: 'root', ...modifiers };
  const slot = scope.resolve(name);
  if (slot !== undefined) return { kind: 'local', slot, ...modifiers };
  if (name === 'record' && subset.hasRecord) return { kind: 'record', ...modifiers };
  if (subset.tables.includes(name)) return { kind: 'table', name, ...modifiers };
  return unknownVariable(subset, raw, scope);
}

function unknownFunction(subset: Subset, name: string, offset: number): undefined {
  const advice = Object.hasOwn(refusedFunctions, name) ? refusedFunctions[name] : undefined;
  if (advice) return subset.refuse(offset, `$${name} ${advice.message}`, advice.hint);
  return subset.refuse(
    offset,
    `There is no function $${name}`,
    allowedHint(
      `$${name}`,
      functions.map((known) => `$${known.name}`),
    ),
  );
}

function checkCount(
  subset: Subset,
  name: string,
  parameters: readonly Parameter[],
  count: number,
  offset: number,
): boolean {
  const least = parameters.filter((parameter) => !parameter.optional && !parameter.context).length;
  if (count >= least && count <= parameters.length) return true;
  const range = least === parameters.length ? `${least}` : `${least} to ${parameters.length}`;
  const example = functionNamed(name)?.example;
  subset.refuse(offset, `$${name} takes ${range} arguments, not ${count}`, example && `For example ${example}.`);
  return false;
}

/** The name of the function that is called; refused unless it is a registered one. */
function calledName(subset: Subset, procedure: RawNode | undefined): string | undefined {
  const at = procedure ? startOf(procedure) : 0;
  if (procedure?.type === 'path' && procedure.steps?.length === 1 && procedure.steps[0]?.type === 'name') {
    const name = String(procedure.steps[0].value);
    const near = closest(
      name,
      functions.map((known) => known.name),
    );
    return subset.refuse(at, `${name} is not a function`, near ? `Did you mean $${near}?` : 'Functions begin with $.');
  }
  if (procedure?.type !== 'variable')
    return subset.refuse(at, 'Only functions by name can be called', 'Write $name(…).');
  const name = String(procedure.value);
  return functionNamed(name) ? name : unknownFunction(subset, name, at);
}

type CallParts = {
  readonly chained: readonly RawNode[];
  readonly raw: RawNode;
  readonly procedure: RawNode | undefined;
};

function callOf(subset: Subset, read: ReadNode, parts: CallParts, scope: Scope): Node | undefined {
  const { chained, raw, procedure } = parts;
  const raws = [...chained, ...(raw.arguments ?? [])];
  const args = raws.map((arg) => read(arg, scope));
  const name = calledName(subset, procedure);
  const called = name === undefined ? undefined : functionNamed(name);
  if (called === undefined) return undefined;
  const whole = args.filter((arg) => arg !== undefined);
  const isCounted = checkCount(subset, called.name, parseSignature(called.signature), raws.length, startOf(raw));
  if (!isCounted || whole.length < args.length) return undefined;
  return {
    kind: 'call',
    name: called.name,
    args: whole,
    hasContext: raw.type === 'function',
    filters: [],
    keepArray: false,
  };
}

export function readCall(
  subset: Subset,
  read: ReadNode,
  raw: RawNode,
  scope: Scope,
  modifiers: Modifiers,
): Node | undefined {
  const call = callOf(subset, read, { chained: [], raw, procedure: raw.procedure }, scope);
  return call && { ...call, ...modifiers };
}

/** `a ~> $f(b)` is `$f(a, b)`; `a ~> $f` calls without a context. */
export function readChained(
  subset: Subset,
  read: ReadNode,
  raw: RawNode,
  scope: Scope,
  modifiers: Modifiers,
): Node | undefined {
  const right = raw.rhs as RawNode;
  const isCall = right.type === 'function';
  if (!isCall && right.type !== 'variable') {
    return subset.refuse(
      startOf(right),
      'Only a function can stand on the right of ~>',
      'Write value ~> $function(…).',
    );
  }
  if (right.predicate !== undefined || right.group !== undefined) {
    return subset.refuse(startOf(right), 'A filter cannot follow ~> directly', 'Put all before it into ( … ).');
  }
  const procedure = isCall ? right.procedure : right;
  const call = callOf(subset, read, { chained: [raw.lhs as RawNode], raw: right, procedure }, scope);
  return call && { ...call, ...modifiers };
}
