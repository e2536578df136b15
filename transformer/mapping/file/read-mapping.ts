import type { Problem } from '../../../core/problem.ts';
import type { YamlPath, YamlSource } from '../../../core/yaml-source.ts';
import type { Tables } from '../expression/compile-node.ts';
import { functionNamed } from '../functions/registry.ts';
import type { EntityDefinition, MappingDefinition } from './definition.ts';
import { readObject } from './read-fields.ts';
import { checkKeys, complain, type Reader, readList, readMap, readOptional } from './reader.ts';

const tableName = /^[A-Za-z][A-Za-z0-9_]*$/;
const entityName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

function readTable(reader: Reader, path: YamlPath, value: unknown): Record<string, string> {
  const table: Record<string, string> = Object.create(null);
  for (const [code, meaning] of Object.entries(readMap(reader, path, value, 'A code list') ?? {})) {
    const written = reader.source.written([...path, code], 'key');
    if (written !== undefined && written !== code) {
      const message = `The code ${written} is read as the number or word "${code}"`;
      complain(reader, [...path, code], message, `Put it in quotes: '${written}'.`, 'key');
    } else if (typeof meaning === 'string') table[code] = meaning;
    else complain(reader, [...path, code], `The meaning of code ${code} must be a text`, 'Put it in quotes.');
  }
  return table;
}

function readTables(reader: Reader, value: unknown): Tables {
  const tables: Record<string, Record<string, string>> = Object.create(null);
  for (const [name, table] of Object.entries(readMap(reader, ['tables'], value, 'tables') ?? {})) {
    const path = ['tables', name];
    if (!tableName.test(name)) {
      complain(
        reader,
        path,
        `"${name}" is no name for a code list`,
        'Letters, digits and _, beginning with a letter.',
        'key',
      );
    } else if (name === 'record' || functionNamed(name)) {
      complain(reader, path, `$${name} already has a meaning`, 'Choose another name.', 'key');
    } else tables[name] = readTable(reader, path, table);
  }
  return tables;
}

function readEntity(reader: Reader, path: YamlPath, value: unknown): EntityDefinition | undefined {
  const map = readMap(reader, path, value, 'An entity');
  if (map === undefined) return undefined;
  checkKeys(reader, path, map, ['entity', 'when', 'id', 'fields']);
  const entity = map['entity'];
  const isNamed = typeof entity === 'string' && entityName.test(entity);
  if (!isNamed) {
    const message = Object.hasOwn(map, 'entity') ? 'entity must be the name of an entity' : 'The key entity is missing';
    complain(reader, [...path, 'entity'], message, 'For example supplier-invoice, party or project.');
  }
  const id = readOptional(reader, path, map, 'id');
  const object = readObject(reader, path, map);
  return { ...object, entity: isNamed ? entity : '?', ...(id ? { id } : {}) };
}

/** Checks the structure of a mapping file. The definition holds what could be read, so that its expressions are checked too. */
export function readMapping(source: YamlSource): {
  readonly definition: MappingDefinition;
  readonly problems: readonly Problem[];
} {
  const reader: Reader = { source, problems: [...source.problems] };
  if (reader.problems.length > 0) return { definition: { tables: {}, entities: [] }, problems: reader.problems };
  const map = readMap(reader, [], source.value, 'A mapping file') ?? { entities: [] };
  checkKeys(reader, [], map, ['tables', 'entities']);
  const tables = Object.hasOwn(map, 'tables') ? readTables(reader, map['tables']) : {};
  const entities = source.value === null ? undefined : readList(reader, ['entities'], map['entities'], 'entities');
  const read = (entities ?? []).map((entity, index) => readEntity(reader, ['entities', index], entity));
  return { definition: { tables, entities: read.filter((entity) => entity !== undefined) }, problems: reader.problems };
}
