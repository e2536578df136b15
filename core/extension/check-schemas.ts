import { readSourceSchema } from '../connector/source-schema.ts';
import { allowedHint } from '../did-you-mean.ts';
import { entitySchemas } from '../entities.ts';
import type { Problem } from '../problem.ts';
import type { JsonSchema } from '../schema-branch.ts';
import { parseYaml, type YamlPath } from '../yaml-source.ts';
import { namesInBoth } from './extended-schema.ts';
import type { ExtensionFile } from './read-folder.ts';

export type CheckedSchema = { readonly problems: readonly Problem[]; readonly schema?: object };

const entityName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Problems of a schema beyond what any schema must be, each at its place in the file. */
type Further = (schema: JsonSchema, at: (path: YamlPath, message: string, hint?: string) => void) => void;

function checkSchemaFile({ shown, text }: ExtensionFile, further: Further): CheckedSchema {
  const { problems, schema } = readSourceSchema(shown, text);
  if (!schema) return { problems };
  const source = parseYaml(shown, text);
  const found: Problem[] = [];
  further(schema as JsonSchema, (path, message, hint) => found.push(source.problem(path, message, hint, 'key')));
  return { problems: [...problems, ...found], schema };
}

const demandFields: Further = (schema, at) => {
  const { type, properties } = schema;
  if (type !== 'object') at([], 'the schema must have "type": "object"');
  if (properties === null || typeof properties !== 'object' || Object.keys(properties).length === 0)
    at([], 'the schema must name fields in "properties"');
};

/** A schema that becomes part of another one cannot say where it starts, nor speak of itself as a whole. */
const demandPart: Further = (schema, at) => {
  const dialect = schema['$schema'];
  if (dialect !== undefined && !String(dialect).includes('2020-12'))
    at(
      ['$schema'],
      'own fields need the dialect of the entities',
      'Write "https://json-schema.org/draft/2020-12/schema".',
    );
  const walk = (value: unknown, path: YamlPath): void => {
    if (value === null || typeof value !== 'object' || path.length > 50) return;
    for (const [key, inner] of Object.entries(value)) {
      const place = [...path, Array.isArray(value) ? Number(key) : key];
      const isNamed = ['properties', '$defs'].includes(String(path.at(-1)));
      if (!isNamed && typeof inner === 'string' && (key === '$id' || key === '$anchor'))
        at(place, `own fields cannot have "${key}": they become part of the entity's schema`);
      if (!isNamed && key === '$ref' && typeof inner === 'string' && !inner.startsWith('#/$defs/'))
        at(place, `"${inner}" leads out of the own fields`, 'Refer to a definition of this file: "#/$defs/<name>".');
      walk(inner, place);
    }
  };
  walk(schema, []);
};

/** `fields/<entity>.schema.json`: the fields that a tenant adds to a canonical entity. */
export function checkFields(file: ExtensionFile & { readonly name: string }): CheckedSchema {
  return checkSchemaFile(file, (schema, at) => {
    demandFields(schema, at);
    demandPart(schema, at);
    const canonical = Object.hasOwn(entitySchemas, file.name) ? entitySchemas[file.name] : undefined;
    if (!canonical) {
      const hint = allowedHint(file.name, Object.keys(entitySchemas));
      return at([], `there is no entity "${file.name}" to add fields to`, hint);
    }
    for (const name of namesInBoth(canonical, schema, '$defs'))
      at(['$defs', name], `the entity has a definition "${name}" of its own`, 'Give yours another name.');
  });
}

/** `entities/<name>.schema.json`: an entity that only the tenant has. */
export function checkEntity(file: ExtensionFile & { readonly name: string }): CheckedSchema {
  return checkSchemaFile(file, (schema, at) => {
    demandFields(schema, at);
    if (!entityName.test(file.name))
      at([], `"${file.name}" is no name for an entity`, 'Lower-case letters and digits, words joined by "-".');
    if (Object.hasOwn(entitySchemas, file.name))
      at([], `"${file.name}" is an entity of everybody`, `Add fields to it: fields/${file.name}.schema.json.`);
  });
}

/** `mappings/<connector>/<stream>.schema.json`: source fields that only the tenant's ERP has. */
export function checkSourceFields(file: ExtensionFile, sourceSchema: object | undefined): CheckedSchema {
  return checkSchemaFile(file, (schema, at) => {
    demandFields(schema, at);
    const allowed = ['$schema', 'title', 'description', 'type', 'properties', 'required'];
    for (const key of Object.keys(schema).filter((name) => !allowed.includes(name)))
      at([key], `"${key}" cannot be said of further source fields`, `Allowed are ${allowed.join(', ')}.`);
    for (const name of namesInBoth(sourceSchema ?? {}, schema, 'properties'))
      at(['properties', name], `the connector's source schema has the field "${name}" already`, 'Leave it out here.');
  });
}
