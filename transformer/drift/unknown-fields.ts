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

function compileFields(fields: Readonly<Record<string, SchemaNode>>, depth: number): Walk {
  const known = new Map(Object.entries(fields).map(([name, node]) => [name, compile(node, depth + 1)]));
  return (value, path, found) => {
    for (const [name, item] of Object.entries(value as object)) {
      const walk = known.get(name);
      if (walk) walk(item, `${path}${name}.`, found);
      else if (!known.has(name) && !name.includes('@')) found.add(`${path}${name}`);
    }
  };
}
