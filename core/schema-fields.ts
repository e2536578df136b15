import { type JsonSchema, resolveReference } from './schema-branch.ts';

/** One place in a JSON Schema, with the root that its references need. */
export type SchemaNode = { readonly root: JsonSchema; readonly schema: JsonSchema };

export function schemaNode(root: object): SchemaNode {
  return { root: root as JsonSchema, schema: root as JsonSchema };
}

const isSchema = (value: unknown): value is JsonSchema =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The schemas of a list such as `anyOf`; a schema under check may hold anything there. */
function schemasIn(list: unknown): readonly JsonSchema[] {
  return Array.isArray(list) ? list.filter(isSchema) : [];
}

/** The schema and all that it combines with allOf, anyOf and oneOf: whatever any of them allows may come. */
function variants(node: SchemaNode, depth = 0): readonly JsonSchema[] {
  const schema = resolveReference(node.root, node.schema);
  if (depth > 10) return [schema];
  const parts = [schema['allOf'], schema['anyOf'], schema['oneOf']].flatMap(schemasIn);
  return [schema, ...parts.flatMap((part) => variants({ root: node.root, schema: part }, depth + 1))];
}

/** The fields that a schema names; undefined when it names none, so that any may come. */
export function fieldsOf(node: SchemaNode): Readonly<Record<string, SchemaNode>> | undefined {
  const named = variants(node).filter((schema) => isSchema(schema['properties']));
  if (named.length === 0) return undefined;
  const entries = named.flatMap((schema) => Object.entries(schema['properties'] as Record<string, JsonSchema>));
  return Object.fromEntries(
    entries.map(([name, schema]) => [name, { root: node.root, schema: isSchema(schema) ? schema : {} }]),
  );
}

/** The schema of a list's entries; undefined when the schema is not of a list. */
export function itemsOf(node: SchemaNode): SchemaNode | undefined {
  const list = variants(node).find((schema) => isSchema(schema['items']));
  return list && { root: node.root, schema: list['items'] as JsonSchema };
}

export function requiredFields(node: SchemaNode): readonly string[] {
  const names = resolveReference(node.root, node.schema)['required'];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

/** Where a path of field names leaves the schema: the name that is not there and those that are. Lists are passed through. */
export function findUnknownField(
  start: SchemaNode,
  path: readonly string[],
): { readonly name: string; readonly depth: number; readonly known: readonly string[] } | undefined {
  let node = start;
  for (const [depth, name] of path.entries()) {
    node = itemsOf(node) ?? node;
    const fields = fieldsOf(node);
    if (fields === undefined) return undefined;
    const next = fields[name];
    if (next === undefined) return { name, depth, known: Object.keys(fields) };
    node = next;
  }
  return undefined;
}
