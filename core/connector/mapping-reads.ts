import { allowedHint } from '../did-you-mean.ts';
import type { Problem } from '../problem.ts';
import { findUnknownField, schemaNode } from '../schema-fields.ts';
import type { YamlPath, YamlSource } from '../yaml-source.ts';

/** Per target field, such as `supplier-invoice.lines.unit`, the source paths that it reads; `*` is the whole record. */
export type MappingReads = Readonly<Record<string, readonly string[]>>;

/** A target field that takes one source field as it is: its expression is nothing but a path. */
export type PlainPath = {
  /** `supplier-invoice.lines.unit` */
  readonly target: string;
  /** Where the expression stands in the mapping file. */
  readonly at: YamlPath;
  /** From the record: `['to_Item', 'QuantityUnit']`. */
  readonly source: readonly string[];
  readonly text: string;
};

type Found = { readonly path: YamlPath; readonly value: unknown };

const child = (value: unknown, key: string | number): unknown =>
  value !== null && typeof value === 'object' ? (value as Record<string | number, unknown>)[key] : undefined;

/** Where a name leads: to a field, through the `fields` of an `each`, or through each entry of a `list`. */
function below(found: Found, name: string): readonly Found[] {
  const list = child(found.value, 'list');
  if (Array.isArray(list))
    return list.flatMap((value: unknown, index) => below({ path: [...found.path, 'list', index], value }, name));
  // `(when)`, `(id)` and `(each)` are keys of the mapping language, beside `fields`.
  const special = /^\((\w+)\)$/.exec(name)?.[1];
  const fields = child(found.value, 'fields');
  const inFields = special === undefined && fields !== undefined;
  const path = [...found.path, ...(inFields ? ['fields'] : []), special ?? name];
  const value = child(inFields ? fields : found.value, special ?? name);
  return value === undefined ? [] : [{ path, value }];
}

/** The expressions that fill a target field: several where it stands in several entries of a list. */
function expressionsOf(source: YamlSource, target: string): readonly Found[] {
  const [entity, ...names] = target.split('.');
  const entities = child(source.value, 'entities');
  let found: readonly Found[] = (Array.isArray(entities) ? entities : []).flatMap((value: unknown, index) =>
    child(value, 'entity') === entity ? [{ path: ['entities', index], value }] : [],
  );
  for (const name of names) found = found.flatMap((one) => below(one, name));
  return found;
}

/** The names in a source path: `` a.`b.c` `` has `a` and `b.c`. */
export function namesOf(sourcePath: string): readonly string[] {
  if (sourcePath === '*') return [];
  return [...sourcePath.matchAll(/`([^`]*)`|([^.`]+)/g)].map((match) => match[1] ?? match[2] ?? '');
}

/** Source fields that a mapping reads and the source schema does not have. */
export function checkReads(source: YamlSource, reads: MappingReads, schema: object): readonly Problem[] {
  return Object.entries(reads).flatMap(([target, paths]) =>
    paths.flatMap((sourcePath) => {
      const names = namesOf(sourcePath);
      const unknown = findUnknownField(schemaNode(schema), names);
      if (unknown === undefined) return [];
      const expressions = expressionsOf(source, target);
      const mentions = ({ value }: Found): boolean => typeof value === 'string' && value.includes(unknown.name);
      const place = (expressions.find(mentions) ?? expressions[0])?.path ?? [];
      const message = `${target}: the source schema has no field "${names.slice(0, unknown.depth + 1).join('.')}"`;
      return [source.problem(place, message, allowedHint(unknown.name, unknown.known))];
    }),
  );
}
