import type { YamlPath } from '../../../core/yaml-source.ts';
import { MAX_FIELD_DEPTH } from '../limits.ts';
import type { FieldDefinition, ObjectDefinition } from './definition.ts';
import {
  checkKeys,
  complain,
  type Reader,
  readExpression,
  readList,
  readMap,
  readOptional,
  type YamlMap,
} from './reader.ts';

const fieldName = /^[A-Za-z][A-Za-z0-9_]*$/;
/** Keys that say how a list is made; a field of that name could not be told from them. */
const reserved: ReadonlySet<string> = new Set(['each', 'list', 'when', 'fields']);

function readEach(reader: Reader, path: YamlPath, name: string, map: YamlMap): FieldDefinition | undefined {
  checkKeys(reader, path, map, ['each', 'when', 'fields']);
  const each = readExpression(reader, [...path, 'each'], map['each']);
  const item = readObject(reader, path, map);
  return each && { kind: 'each', name, each, item };
}

function readListed(reader: Reader, path: YamlPath, name: string, map: YamlMap): FieldDefinition | undefined {
  checkKeys(reader, path, map, ['list']);
  const items = readList(reader, [...path, 'list'], map['list'], `The list of ${name}`)?.map((item, index) => {
    const itemPath = [...path, 'list', index];
    const itemMap = readMap(reader, itemPath, item, 'An item of a list');
    if (itemMap === undefined) return undefined;
    checkKeys(reader, itemPath, itemMap, ['when', 'fields']);
    return readObject(reader, itemPath, itemMap);
  });
  return items && { kind: 'list', name, items: items.filter((item) => item !== undefined) };
}

/** The `when` and `fields` of a map that has them. */
export function readObject(reader: Reader, path: YamlPath, map: YamlMap): ObjectDefinition {
  const when = readOptional(reader, path, map, 'when');
  if (Object.hasOwn(map, 'fields')) {
    return { ...(when ? { when } : {}), fields: readFields(reader, [...path, 'fields'], map['fields'], 1) };
  }
  complain(reader, path, 'The key fields is missing', 'fields: names the target fields and their expressions.');
  return { fields: [] };
}

function readField(
  reader: Reader,
  path: YamlPath,
  name: string,
  value: unknown,
  depth: number,
): FieldDefinition | undefined {
  if (value === null || typeof value !== 'object') {
    const text = readExpression(reader, path, value);
    return text && { kind: 'value', name, value: text };
  }
  const map = readMap(reader, path, value, `The field ${name}`);
  if (map === undefined) return undefined;
  if (Object.hasOwn(map, 'each')) return readEach(reader, path, name, map);
  if (Object.hasOwn(map, 'list')) return readListed(reader, path, name, map);
  const fields = readFields(reader, path, map, depth + 1);
  return { kind: 'object', name, fields };
}

function checkName(reader: Reader, path: YamlPath, name: string): void {
  if (reserved.has(name)) {
    const hint =
      'A list of objects is { each: …, fields: … } or { list: [ … ] }; a nested object holds its fields directly.';
    complain(reader, path, `The key ${name} has no place here`, hint, 'key');
  } else if (!fieldName.test(name)) {
    complain(reader, path, `"${name}" is no field name`, 'Letters, digits and _, beginning with a letter.', 'key');
  }
}

/** A map of target fields: a text is an expression, a map a nested object or, with `each` or `list`, a list of objects. */
function readFields(reader: Reader, path: YamlPath, value: unknown, depth: number): readonly FieldDefinition[] {
  const map = readMap(reader, path, value, 'fields') ?? {};
  const depthOfPath = path.filter((step) => step === 'fields').length + depth;
  if (depthOfPath > MAX_FIELD_DEPTH) {
    complain(reader, path, `Fields are nested more than ${MAX_FIELD_DEPTH} deep`, 'Make the object flatter.');
    return [];
  }
  if (value === map && Object.keys(map).length === 0) {
    complain(reader, path, 'There are no fields here', 'Name at least one.');
  }
  const fields = Object.entries(map).map(([name, field]) => {
    checkName(reader, [...path, name], name);
    return readField(reader, [...path, name], name, field, depth);
  });
  return fields.filter((field) => field !== undefined);
}
