import { compileCall } from './compile-call.ts';
import { compileArray, compileObject } from './compile-constructor.ts';
import { applyFilters, compileFilters } from './compile-filter.ts';
import { compileBinary, compileNegate } from './compile-operator.ts';
import { compilePath } from './compile-path.ts';
import type { Evaluate } from './evaluate.ts';
import type { Bind, Block, Condition, Default, Node, TableRef } from './node.ts';
import { type List, settle } from './sequence.ts';
import { isTruthy, lookup } from './values.ts';

/** Code lists of a mapping file by name. */
export type Tables = Readonly<Record<string, Readonly<Record<string, string>>>>;

function compileContext(): Evaluate {
  return (input) => (Array.isArray(input) && (input as List).outerWrapper === true ? input[0] : input);
}

function compileTable(node: TableRef, tables: Tables): Evaluate {
  const table = tables[node.name];
  return () => table;
}

function compileBind(node: Bind, compile: (node: Node) => Evaluate): Evaluate {
  const value = compile(node.value);
  return (input, environment) => {
    const bound = value(input, environment);
    environment.locals[node.slot] = bound;
    return bound;
  };
}

function compileBlock(node: Block, compile: (node: Node) => Evaluate): Evaluate {
  const statements = node.statements.map(compile);
  const [only] = statements;
  if (only !== undefined && statements.length === 1) return only;
  return (input, environment) => {
    let value: unknown;
    for (const statement of statements) value = statement(input, environment);
    return value;
  };
}

function compileCondition(node: Condition, compile: (node: Node) => Evaluate): Evaluate {
  const condition = compile(node.condition);
  const then = compile(node.then);
  const otherwise = node.otherwise ? compile(node.otherwise) : () => undefined;
  return (input, environment) =>
    isTruthy(condition(input, environment)) ? then(input, environment) : otherwise(input, environment);
}

/** The interpreter evaluates the left side twice; as expressions have no effects, once gives the same. */
function compileDefault(node: Default, compile: (node: Node) => Evaluate): Evaluate {
  const value = compile(node.value);
  const otherwise = compile(node.otherwise);
  const isEnough = node.when === 'missing' ? (found: unknown) => found !== undefined : isTruthy;
  return (input, environment) => {
    const found = value(input, environment);
    return isEnough(found) ? found : otherwise(input, environment);
  };
}

function compileBare(node: Node, tables: Tables, compile: (node: Node) => Evaluate): Evaluate {
  switch (node.kind) {
    case 'literal': {
      const { value } = node;
      return () => value;
    }
    case 'name': {
      const { name } = node;
      return (input) => lookup(input, name);
    }
    case 'path':
      return compilePath(node, compile);
    case 'context':
      return compileContext();
    case 'root':
      return (_input, environment) => environment.root;
    case 'record':
      return (_input, environment) => environment.record;
    case 'table':
      return compileTable(node, tables);
    case 'local':
      return (_input, environment) => environment.locals[node.slot];
    case 'bind':
      return compileBind(node, compile);
    case 'block':
      return compileBlock(node, compile);
    case 'negate':
      return compileNegate(node, compile);
    case 'array':
      return compileArray(node, compile);
    case 'object':
      return compileObject(node, compile);
    case 'binary':
      return compileBinary(node, compile);
    case 'condition':
      return compileCondition(node, compile);
    case 'default':
      return compileDefault(node, compile);
    case 'call':
      return compileCall(node, compile);
  }
}

/** Kinds whose bare result is never a sequence. */
const settled: ReadonlySet<Node['kind']> = new Set(['literal', 'table', 'negate', 'array', 'object', 'binary']);

/** Closures for a tree; the tree is not looked at again, and no text is ever evaluated. */
export function compileNode(node: Node, tables: Tables): Evaluate {
  const bare = compileBare(node, tables, (inner) => compileNode(inner, tables));
  const filters = compileFilters(node.filters, (inner) => compileNode(inner, tables));
  const { keepArray } = node;
  if (filters.length > 0) {
    return (input, environment) => settle(applyFilters(filters, bare(input, environment), environment), keepArray);
  }
  if (settled.has(node.kind)) return bare;
  return (input, environment) => settle(bare(input, environment), keepArray);
}
