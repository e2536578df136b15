import { messageOf } from './errors.ts';
import { type JsonSchema, resolveReference } from './schema-branch.ts';
import type { SchemaViolation } from './violation.ts';
import type { YamlPath } from './yaml-source.ts';

/** Keywords whose values are data, in which `$ref` means nothing. */
const dataKeywords: ReadonlySet<string> = new Set(['const', 'default', 'enum', 'examples']);
/** Keywords whose keys are names, not keywords. */
const nameKeywords: ReadonlySet<string> = new Set([
  '$defs',
  'definitions',
  'dependentSchemas',
  'patternProperties',
  'properties',
]);

function danglingReference(root: JsonSchema, { $ref: reference }: JsonSchema, path: YamlPath): SchemaViolation[] {
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return [];
  if (resolveReference(root, { $ref: reference })['$ref'] !== reference) return [];
  return [{ path: [...path, '$ref'], keyword: '$ref', message: `there is nothing at "${reference}" in this schema` }];
}

function brokenPattern(pattern: unknown, path: YamlPath, place?: 'key'): SchemaViolation[] {
  if (typeof pattern !== 'string') return [];
  try {
    new RegExp(pattern, 'u');
    return [];
  } catch (error) {
    return [{ path, keyword: 'pattern', message: messageOf(error), ...(place ? { place } : {}) }];
  }
}

function within(root: JsonSchema, value: unknown, path: YamlPath, isNames: boolean): readonly SchemaViolation[] {
  if (value === null || typeof value !== 'object' || path.length > 100) return [];
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => within(root, item, [...path, index], false));
  const schema = value as JsonSchema;
  const arePatterns = isNames && path.at(-1) === 'patternProperties';
  return [
    ...(isNames ? [] : danglingReference(root, schema, path)),
    ...(isNames ? [] : brokenPattern(schema['pattern'], [...path, 'pattern'])),
    ...(arePatterns ? Object.keys(schema).flatMap((key) => brokenPattern(key, [...path, key], 'key')) : []),
    ...Object.entries(schema).flatMap(([key, item]) =>
      !isNames && dataKeywords.has(key) ? [] : within(root, item, [...path, key], !isNames && nameKeywords.has(key)),
    ),
  ];
}

/** What the schema of schemas does not find: references into the schema itself that lead nowhere, broken patterns. */
export function findFlaws(schema: object): readonly SchemaViolation[] {
  return within(schema as JsonSchema, schema, [], false);
}
