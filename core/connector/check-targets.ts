import { allowedHint } from '../did-you-mean.ts';
import { entitySchemas } from '../entities.ts';
import type { Problem } from '../problem.ts';
import { fieldsOf, itemsOf, requiredFields, type SchemaNode, schemaNode } from '../schema-fields.ts';
import type { YamlPath, YamlSource } from '../yaml-source.ts';

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree => value !== null && typeof value === 'object' && !Array.isArray(value);

/** Walks one mapping's targets beside the entity's schema; both were checked for themselves before. */
function walk(source: YamlSource, path: YamlPath, fields: Tree, node: SchemaNode): readonly Problem[] {
  const known = fieldsOf(node) ?? {};
  const names = Object.keys(fields);
  const missing = requiredFields(node).filter((name) => !names.includes(name));
  return [
    ...missing.map((name) =>
      source.problem(path, `the target field "${name}" is required and not mapped`, undefined, 'key'),
    ),
    ...names.flatMap((name) => {
      const place = [...path, name];
      const target = known[name];
      if (target === undefined) {
        const hint = allowedHint(name, Object.keys(known));
        return [source.problem(place, `the entity has no field "${name}" here`, hint, 'key')];
      }
      return walkField(source, place, fields[name], target);
    }),
  ];
}

function walkField(source: YamlSource, place: YamlPath, value: unknown, target: SchemaNode): readonly Problem[] {
  if (!isTree(value)) return [];
  const items = itemsOf(target);
  if (isTree(value['fields']) && 'each' in value) {
    if (items) return walk(source, [...place, 'fields'], value['fields'], items);
    return [source.problem(place, 'the target is no list, so "each" cannot fill it', undefined, 'key')];
  }
  // Without its fields or its entries there is nothing to compare; the mapping's own check says so.
  if ('each' in value || ('list' in value && !Array.isArray(value['list']))) return [];
  if (Array.isArray(value['list'])) {
    if (!items) return [source.problem(place, 'the target is no list, so "list" cannot fill it', undefined, 'key')];
    return value['list'].flatMap((entry: unknown, index) =>
      isTree(entry) && isTree(entry['fields'])
        ? walk(source, [...place, 'list', index, 'fields'], entry['fields'], items)
        : [],
    );
  }
  if (items || fieldsOf(target) === undefined) {
    const hint = items ? 'Fill a list by "each" or "list".' : 'Give it an expression.';
    return [source.problem(place, 'the target has no fields of its own', hint, 'key')];
  }
  return walk(source, place, value, target);
}

/** What a mapping can be mapped to: the canonical entities, or those of a tenant. */
export type Targets = {
  readonly names: readonly string[];
  readonly schemaOf: (entity: string) => object | undefined;
};

export const canonicalTargets: Targets = {
  names: Object.keys(entitySchemas),
  schemaOf: (entity) => (Object.hasOwn(entitySchemas, entity) ? entitySchemas[entity] : undefined),
};

/** Entities that do not exist, target fields that do not, and required ones that are not mapped. */
export function checkTargets(source: YamlSource, targets: Targets = canonicalTargets): readonly Problem[] {
  const entities = isTree(source.value) && Array.isArray(source.value['entities']) ? source.value['entities'] : [];
  return entities.flatMap((entry: unknown, index) => {
    if (!isTree(entry) || typeof entry['entity'] !== 'string') return [];
    const schema = targets.schemaOf(entry['entity']);
    if (schema === undefined) {
      const hint = allowedHint(entry['entity'], targets.names);
      return [source.problem(['entities', index, 'entity'], `there is no entity "${entry['entity']}"`, hint)];
    }
    const fields = entry['fields'];
    return isTree(fields) ? walk(source, ['entities', index, 'fields'], fields, schemaNode(schema)) : [];
  });
}
