import { fieldsOf, itemsOf, type SchemaNode, schemaNode } from '../../core/schema-fields.ts';

/** Adds the paths of fields that the source schema does not name. */
export type UnknownFields = (record: unknown, found: Set<string>) => void;

type Walk = (value: unknown, path: string, found: Set<string>) => void;

/** Deeper nesting than any ERP sends; ends schemas that refer to themselves. */
const maxDepth = 12;

/** Compiles the schema once to a walk that only visits what it names; fields with an `@` are annotations of OData. */
export function unknownFieldsOf(schema: object): UnknownFields {
  const walk = compile(schemaNode(schema), 0);
  return (record, found) => walk?.(record, '', found);
}

function compile(node: SchemaNode, depth: number): Walk | undefined {
  if (depth > maxDepth) return undefined;
  const items = itemsOf(node);
  const walkItem = items && compile(items, depth + 1);
  const fields = fieldsOf(node);
  const walkFields = fields && compileFields(fields, depth);
  if (!walkItem && !walkFields) return undefined;
  return (value, path, found) => {
    if (Array.isArray(value)) for (const item of value) walkItem?.(item, path, found);
    else if (value !== null && typeof value === 'object') walkFields?.(value, path, found);
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** Nearly every record has the names of the one before, in the same order: then only fields with fields of their own are visited. */
function compileFields(fields: Readonly<Record<string, SchemaNode>>, depth: number): Walk {
  const known = new Map(Object.entries(fields).map(([name, node]) => [name, compile(node, depth + 1)]));
  let before: readonly string[] = [];
  let inner: readonly string[] = [];
  return (value, path, found) => {
    const names = Object.keys(value as object);
    if (!isSame(names, before)) {
      const unknown = names.filter((name) => !known.has(name) && !name.includes('@'));
      for (const name of unknown) found.add(`${path}${name}`);
      // Names that have something unknown are gone through each time: `found` may be another one.
      before = unknown.length === 0 ? names : [];
      inner = names.filter((name) => known.get(name) !== undefined);
    }
    for (const name of inner) known.get(name)?.((value as Fields)[name], `${path}${name}.`, found);
  };
}

function isSame(names: readonly string[], before: readonly string[]): boolean {
  if (names.length !== before.length) return false;
  for (let index = 0; index < names.length; index++) if (names[index] !== before[index]) return false;
  return true;
}
