import type { PlainPath } from '../../core/connector/mapping-reads.ts';
import type { Problem } from '../../core/problem.ts';
import type { YamlSource } from '../../core/yaml-source.ts';
import { checkExpression } from './expression/compile-expression.ts';
import type { Tables } from './expression/compile-node.ts';
import type { Environment, Evaluate } from './expression/evaluate.ts';
import type { Node } from './expression/node.ts';
import { isPlainPath, readsOf, type SourcePath } from './expression/reads.ts';
import { scalarPath } from './expression/scalar-path.ts';
import { asInput, isSequence } from './expression/sequence.ts';
import { codePlaceOf, placeMissed } from './expression/unknown-code.ts';
import { isTruthy } from './expression/values.ts';
import type { ExpressionText, FieldDefinition, ObjectDefinition } from './file/definition.ts';
import { problemAt } from './file/place.ts';
import { located, MappingError } from './mapping-error.ts';
import { objectShape } from './object-shape.ts';

/** The compilation of one mapping file: what it knows, and what it collects. */
export type Compilation = {
  readonly source: YamlSource;
  readonly tables: Tables;
  readonly problems: Problem[];
  /** Source paths by target field. */
  readonly reads: Map<string, SourcePath[]>;
  /** Fields whose expression is nothing but a path. */
  readonly plainPaths: PlainPath[];
};

/** Where expressions stand: the target field, and the source paths their context comes from. */
export type Place = { readonly key: string; readonly origins: readonly SourcePath[] };

type Body = Record<string, unknown>;
/** A compiled map of fields; undefined when none of them has a value. */
export type BuildObject = (input: unknown, environment: Environment) => Body | undefined;

const nothing: Evaluate = () => undefined;

/** Compiles the expression of a field, notes what it reads, and names the field in its errors. */
export function compileText(
  compilation: Compilation,
  place: Place,
  expression: ExpressionText,
): { readonly evaluate: Evaluate; readonly origins: readonly SourcePath[]; readonly node?: Node } {
  const checked = checkExpression(expression.text, { tables: compilation.tables, hasRecord: true });
  if (!checked.ok) {
    for (const refusal of checked.refusals) {
      compilation.problems.push(problemAt(compilation.source, place.key, expression, refusal));
    }
    return { evaluate: nothing, origins: [] };
  }
  const { paths, origins } = readsOf(checked.node, place.origins, true);
  compilation.reads.set(place.key, [...(compilation.reads.get(place.key) ?? []), ...paths]);
  const { evaluate } = checked;
  const at = { field: place.key, expression: expression.text };
  const guarded: Evaluate = (input, environment) => {
    try {
      return evaluate(input, environment);
    } catch (error) {
      throw located(error, at);
    }
  };
  return { evaluate: guarded, origins, node: checked.node };
}

/** Takes the marks of sequences off, which only an evaluation's own lists have: lists of a record are not written to. */
function withoutMarks(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (isSequence(value)) {
    delete value.sequence;
    delete value.keepSingleton;
  }
  for (const inner of Object.values(value)) withoutMarks(inner);
  return value;
}

/** A value as it goes into a body: plain data, and never a number that JSON cannot hold. */
function compileValue(compilation: Compilation, place: Place, expression: ExpressionText): Evaluate {
  const { evaluate, origins, node } = compileText(compilation, place, expression);
  const [source, ...others] = origins;
  if (source && others.length === 0 && node && isPlainPath(node))
    compilation.plainPaths.push({ target: place.key, at: expression.path, source, text: expression.text.trim() });
  const short = node && scalarPath(node);
  const codes = node && codePlaceOf(node, place.origins, place.key);
  return (input, environment) => {
    const found = short?.(input);
    if (found !== undefined) return found;
    const before = environment.missed.length;
    const value = evaluate(input, environment);
    if (codes && environment.missed.length > before) placeMissed(environment.missed, before, value, codes);
    if (typeof value === 'number' && !Number.isFinite(value)) {
      const at = { field: place.key, expression: expression.text };
      throw new MappingError('D1001', `${place.key}: the result is no finite number (a division by zero?)`, at);
    }
    return withoutMarks(value);
  };
}

/** Leaves the object out when its `when` is false. */
function compileObject(compilation: Compilation, place: Place, object: ObjectDefinition): BuildObject {
  const when = object.when && compileText(compilation, inside(place, '(when)'), object.when).evaluate;
  const build = compileFields(compilation, place, object.fields);
  if (when === undefined) return build;
  return (input, environment) => (isTruthy(when(input, environment)) ? build(input, environment) : undefined);
}

type EachDefinition = FieldDefinition & { readonly kind: 'each' };

function compileEach(compilation: Compilation, place: Place, field: EachDefinition): Evaluate {
  const each = compileText(compilation, inside(place, '(each)'), field.each);
  const build = compileObject(compilation, { key: place.key, origins: each.origins }, field.item);
  return (input, environment) => {
    const found = each.evaluate(input, environment);
    if (found === undefined || found === null) return undefined;
    const built: Body[] = [];
    for (const item of Array.isArray(found) ? found : [found]) {
      if (item === null || item === undefined) continue;
      const object = build(asInput(item), { ...environment, root: item });
      if (object !== undefined) built.push(object);
    }
    return built.length === 0 ? undefined : built;
  };
}

function compileList(compilation: Compilation, place: Place, items: readonly ObjectDefinition[]): Evaluate {
  const builders = items.map((item) => compileObject(compilation, place, item));
  return (input, environment) => {
    const built: Body[] = [];
    for (const build of builders) {
      const object = build(input, environment);
      if (object !== undefined) built.push(object);
    }
    return built.length === 0 ? undefined : built;
  };
}

function inside(place: Place, name: string): Place {
  return { key: `${place.key}.${name}`, origins: place.origins };
}

function compileField(compilation: Compilation, place: Place, field: FieldDefinition): Evaluate {
  switch (field.kind) {
    case 'value':
      return compileValue(compilation, place, field.value);
    case 'object':
      return compileFields(compilation, place, field.fields);
    case 'each':
      return compileEach(compilation, place, field);
    case 'list':
      return compileList(compilation, place, field.items);
  }
}

/** Fields in the order of the file; those without a value are left out. */
export function compileFields(compilation: Compilation, place: Place, fields: readonly FieldDefinition[]): BuildObject {
  const evaluates = fields.map((field) => compileField(compilation, inside(place, field.name), field));
  const shape = objectShape(fields.map(({ name }) => name));
  return (input, environment) => {
    const values: unknown[] = [];
    for (const evaluate of evaluates) values.push(evaluate(input, environment));
    return shape(values);
  };
}
