import { entitySchemas } from '../entities.ts';
import type { JsonSchema } from '../schema-branch.ts';
import { customField, type ExtensionArtefact } from './model.ts';

type Schemas = Pick<ExtensionArtefact, 'fields' | 'entities'>;

const isMap = (value: unknown): value is JsonSchema =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const mapAt = (schema: object, key: string): JsonSchema => {
  const value = (schema as JsonSchema)[key];
  return isMap(value) ? value : {};
};
const namesAt = (schema: object, key: string): readonly string[] => {
  const value = (schema as JsonSchema)[key];
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
};

/** A schema with `custom` beside its fields. Definitions move to the root, where references look for them. */
function withCustom(schema: JsonSchema, fields: object): JsonSchema {
  const { $defs: _definitions, $schema: _dialect, ...custom } = fields as JsonSchema;
  const isNeeded = namesAt(fields, 'required').length > 0;
  return {
    ...schema,
    properties: { ...mapAt(schema, 'properties'), [customField]: custom },
    required: [...namesAt(schema, 'required'), ...(isNeeded ? [customField] : [])],
    $defs: { ...mapAt(schema, '$defs'), ...mapAt(fields, '$defs') },
  };
}

/** The schema of an entity as one tenant has it; undefined for one that neither the tenant nor anybody has. */
export function entitySchemaOf({ fields, entities }: Schemas, entity: string): object | undefined {
  const canonical = Object.hasOwn(entitySchemas, entity) ? entitySchemas[entity] : undefined;
  const own = fields[entity];
  if (canonical) return own ? withCustom(canonical as JsonSchema, own) : canonical;
  return Object.hasOwn(entities, entity) ? entities[entity] : undefined;
}

/** What a mapping may add to an entity that the connector's own mapping makes: its `custom`, and nothing else. */
export function additionSchemaOf({ fields }: Schemas, entity: string): object {
  const bare = { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', additionalProperties: false };
  return withCustom({ ...bare, properties: {} }, fields[entity] ?? { type: 'object', properties: {} });
}

/** A connector's source schema with the fields that only this tenant's ERP has. */
export function withSourceFields(schema: object, more: object | undefined): object {
  if (!more) return schema;
  return {
    ...schema,
    properties: { ...mapAt(schema, 'properties'), ...mapAt(more, 'properties') },
    required: [...new Set([...namesAt(schema, 'required'), ...namesAt(more, 'required')])],
  };
}

/** Names that both schemas have at a key: each would hide the other. */
export function namesInBoth(a: object, b: object, key: 'properties' | '$defs'): readonly string[] {
  return Object.keys(mapAt(b, key)).filter((name) => Object.hasOwn(mapAt(a, key), name));
}
