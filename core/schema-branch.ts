import { allowedHint } from './did-you-mean.ts';
import { butIs, pathText, type SchemaViolation, typeName, typeWord, valueWord } from './violation.ts';
import type { YamlPath } from './yaml-source.ts';

export type JsonSchema = { readonly [keyword: string]: unknown };

export type Choice =
  | { readonly kind: 'branch'; readonly branch: JsonSchema }
  | { readonly kind: 'violation'; readonly violation: SchemaViolation };

export type Union = {
  /** Where `#/…` references lead. */
  readonly root: JsonSchema;
  readonly branches: readonly JsonSchema[];
  readonly value: unknown;
  readonly path: YamlPath;
  /** How many violations a branch finds in the value. */
  readonly count: (branch: JsonSchema) => number;
};

/** Follows local references: `#/definitions/name`. A schema that has none is given back. */
export function resolveReference(root: JsonSchema, schema: JsonSchema): JsonSchema {
  let found = schema;
  for (let hops = 0; hops < 20 && typeof found['$ref'] === 'string' && found['$ref'].startsWith('#'); hops++) {
    let target: unknown = root;
    for (const step of found['$ref'].split('/').slice(1)) {
      const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
      target = target !== null && typeof target === 'object' ? (target as JsonSchema)[key] : undefined;
    }
    if (target === null || typeof target !== 'object') return found;
    found = target as JsonSchema;
  }
  return found;
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema['properties'] ?? {}) as Record<string, JsonSchema>;
}

function requiredOf(schema: JsonSchema): readonly string[] {
  return (schema['required'] ?? []) as string[];
}

function typesOf(schema: JsonSchema): readonly string[] {
  if (schema['type'] !== undefined) return [schema['type']].flat().map(String);
  return schema['properties'] === undefined ? [] : ['object'];
}

function accepts(schema: JsonSchema, value: unknown): boolean {
  const types = typesOf(schema);
  const name = typeName(value);
  return types.length === 0 || types.includes(name) || (name === 'integer' && types.includes('number'));
}

function constantsOf(schema: JsonSchema, key: string): readonly unknown[] {
  const property = propertiesOf(schema)[key];
  if (property === undefined) return [];
  return 'const' in property ? [property['const']] : ((property['enum'] ?? []) as unknown[]);
}

/** The key whose constants tell the branches apart: `kind`. */
function discriminatorOf(schemas: readonly JsonSchema[]): string | undefined {
  const [first, ...others] = schemas;
  if (first === undefined) return undefined;
  const isConstant = (schema: JsonSchema, key: string): boolean => 'const' in (propertiesOf(schema)[key] ?? {});
  return Object.keys(propertiesOf(first)).find(
    (key) => isConstant(first, key) && others.every((other) => isConstant(other, key)),
  );
}

function violation(path: YamlPath, message: string, hint?: string, place?: 'key'): Choice {
  const more = { ...(hint === undefined ? {} : { hint }), ...(place === undefined ? {} : { place }) };
  return { kind: 'violation', violation: { path, keyword: 'oneOf', message, ...more } };
}

function byDiscriminator(union: Union, schemas: readonly JsonSchema[], key: string): Choice {
  const found = (union.value as JsonSchema)[key];
  const branch = schemas.find((schema) => constantsOf(schema, key).includes(found));
  if (branch) return { kind: 'branch', branch };
  const allowed = schemas.flatMap((schema) => constantsOf(schema, key)).map(String);
  const word = typeof found === 'string' ? found : '';
  if (found === undefined)
    return violation(union.path, `"${key}" is missing in ${pathText(union.path)}`, allowedHint('', allowed), 'key');
  const place = [...union.path, key];
  const shown = word !== '' && word.length <= 40 ? `"${word}"` : valueWord(found);
  return violation(place, `${pathText(place)} cannot be ${shown}`, allowedHint(word, allowed));
}

function byRequiredKeys(union: Union, schemas: readonly JsonSchema[]): Choice {
  const value = union.value as JsonSchema;
  const complete = schemas.filter((schema) => requiredOf(schema).every((key) => key in value));
  const begun = schemas.filter((schema) => Object.keys(propertiesOf(schema)).some((key) => key in value));
  const likely = complete.length > 0 ? complete : begun;
  if (likely.length === 0 && schemas.length > 1) {
    const forms = schemas.map((schema) =>
      requiredOf(schema)
        .map((key) => `"${key}"`)
        .join(' and '),
    );
    return violation(
      union.path,
      `${pathText(union.path)} has none of the forms allowed`,
      `It needs ${forms.join(', or ')}.`,
    );
  }
  return fewest(union, likely.length > 0 ? likely : schemas);
}

function fewest(union: Union, schemas: readonly JsonSchema[]): Choice {
  let best: JsonSchema | undefined;
  for (const schema of schemas) if (best === undefined || union.count(schema) < union.count(best)) best = schema;
  return best ? { kind: 'branch', branch: best } : violation(union.path, `${pathText(union.path)} has no form allowed`);
}

/** The branch of a oneOf or anyOf that the writer meant, or why none can have been. */
export function chooseBranch(union: Union): Choice {
  const { value, path } = union;
  const all = union.branches.map((branch) => resolveReference(union.root, branch));
  const schemas = all.filter((schema) => accepts(schema, value));
  if (schemas.length === 0) {
    const wanted = [...new Set(all.flatMap(typesOf))].map(typeWord);
    return violation(path, `${pathText(path)} must be ${wanted.join(' or ')}${butIs(value)}`);
  }
  if (typeName(value) !== 'object') return fewest(union, schemas);
  const key = discriminatorOf(schemas);
  return key === undefined ? byRequiredKeys(union, schemas) : byDiscriminator(union, schemas, key);
}
