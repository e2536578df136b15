import { type JsonSchema, resolveReference } from './schema-branch.ts';
import type { SchemaNode } from './schema-fields.ts';
import { typeName } from './violation.ts';

const isSchema = (value: unknown): value is JsonSchema =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const schemasIn = (list: unknown): readonly JsonSchema[] => (Array.isArray(list) ? list.filter(isSchema) : []);

/** The branches of anyOf and oneOf that allow more than null. */
function branchesOf(schema: JsonSchema): readonly JsonSchema[] {
  return [...schemasIn(schema['anyOf']), ...schemasIn(schema['oneOf'])].filter((branch) => branch['type'] !== 'null');
}

/** The schemas that every value there, apart from null, surely meets: allOf, and an anyOf of one form or null. */
function certain(node: SchemaNode, depth = 0): readonly JsonSchema[] {
  const schema = resolveReference(node.root, node.schema);
  if (depth > 10) return [schema];
  const branches = branchesOf(schema);
  const inner = [...schemasIn(schema['allOf']), ...(branches.length === 1 ? branches : [])];
  return [schema, ...inner.flatMap((part) => certain({ root: node.root, schema: part }, depth + 1))];
}

const knownTypes: readonly unknown[] = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

function ownTypes(schema: JsonSchema): readonly string[] | undefined {
  const named = [schema['type'] ?? []].flat();
  if (named.length > 0) return named.every((type) => knownTypes.includes(type)) ? named.map(String) : undefined;
  if (Array.isArray(schema['enum'])) return schema['enum'].map(typeName);
  return 'const' in schema ? [typeName(schema['const'])] : undefined;
}

/** The JSON Schema types that a value can be of, null apart; undefined when the schema does not say for certain. */
export function typesOf(node: SchemaNode, depth = 0): readonly string[] | undefined {
  const schemas = certain(node);
  const own = schemas.map(ownTypes).find((types) => types !== undefined);
  if (own) return [...new Set(own)].filter((type) => type !== 'null');
  const [branches = []] = schemas.map(branchesOf).filter((list) => list.length > 1);
  if (depth > 10 || branches.length === 0) return undefined;
  const types = branches.map((schema) => typesOf({ root: node.root, schema }, depth + 1));
  return types.includes(undefined) ? undefined : [...new Set(types.flatMap((list) => list ?? []))];
}

/** The schema that a field surely has, lists on the way passed through; undefined when that is not certain. */
export function fieldAt(start: SchemaNode, path: readonly string[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = start;
  for (const name of path) {
    const schemas: readonly JsonSchema[] = certain(node);
    const items = schemas.map((schema) => schema['items']).find(isSchema);
    const holders: readonly JsonSchema[] = items ? certain({ root: node.root, schema: items }) : schemas;
    const properties = holders.map((schema) => schema['properties']).filter(isSchema);
    const found = properties.filter((fields) => Object.hasOwn(fields, name)).map((fields) => fields[name]);
    if (!isSchema(found[0])) return undefined;
    node = { root: node.root, schema: found[0] };
  }
  return node;
}
