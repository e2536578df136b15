import type { MappingCheck } from '../connector/check-stream.ts';
import { checkTargets } from '../connector/check-targets.ts';
import { checkTypes } from '../connector/check-types.ts';
import { checkReads } from '../connector/mapping-reads.ts';
import type { ConnectorArtefact } from '../connector/model.ts';
import { allowedHint } from '../did-you-mean.ts';
import { entitySchemas } from '../entities.ts';
import { byPlace, type Checked, elsewhere, formatProblem, type Problem } from '../problem.ts';
import { requiredFields, schemaNode } from '../schema-fields.ts';
import { parseYaml, type YamlSource } from '../yaml-source.ts';
import { checkEntity, checkFields, checkSourceFields } from './check-schemas.ts';
import { additionSchemaOf, entitySchemaOf, withSourceFields } from './extended-schema.ts';
import {
  compileExtension,
  type ExtensionArtefact,
  entitiesOfMapping,
  type StreamExtension,
  streamKey,
} from './model.ts';
import { type ExtensionFile, readExtensionFolder } from './read-folder.ts';

type StreamFile = ExtensionFile & { readonly connector: string; readonly stream: string };
type Connectors = ReadonlyMap<string, ConnectorArtefact>;
type Schemas = Pick<ExtensionArtefact, 'fields' | 'entities'>;

/**
 * Checks an extension's folder against the connectors that are registered: its schemas, its mappings, and every reference
 * between them. Gives all problems at once, or the extension as an artefact. `checkMapping` is the transformer's.
 */
export function checkExtensionFolder(
  folder: string,
  connectors: Connectors,
  checkMapping: MappingCheck,
): Checked<ExtensionArtefact> {
  const { files, problems: unread } = readExtensionFolder(folder);
  const problems = [...unread];
  const take = (
    file: ExtensionFile,
    { problems: found, schema }: ReturnType<typeof checkFields>,
  ): [string, object][] => {
    problems.push(...found);
    return 'name' in file && schema ? [[file.name, schema]] : [];
  };
  const fields = files.flatMap((file) => (file.kind === 'fields' ? take(file, checkFields(file)) : []));
  const entities = files.flatMap((file) => (file.kind === 'entity' ? take(file, checkEntity(file)) : []));
  const schemas: Schemas = { fields: Object.fromEntries(fields), entities: Object.fromEntries(entities) };
  const streams: Record<string, StreamExtension> = {};
  for (const [key, ofStream] of Map.groupBy(files.filter(isOfStream), (file) =>
    streamKey(file.connector, file.stream),
  )) {
    const checked = checkStreamFiles(ofStream, connectors, schemas, checkMapping);
    problems.push(...checked.problems);
    if (checked.extension) streams[key] = checked.extension;
  }
  const unique = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  if (unique.size > 0) return { ok: false, problems: [...unique.values()].sort(byPlace) };
  return { ok: true, value: compileExtension({ ...schemas, streams }) };
}

const isOfStream = (file: ExtensionFile): file is ExtensionFile & StreamFile =>
  file.kind === 'mapping' || file.kind === 'source-fields';

/** Connector and stream that a file's place names; undefined with a problem where there is no such one. */
function sourceSchemaOf(
  file: StreamFile,
  connectors: Connectors,
): { readonly schema?: object; readonly message?: string; readonly hint?: string } {
  const connector = connectors.get(file.connector);
  if (!connector) {
    const known = allowedHint(file.connector, [...connectors.keys()]);
    return {
      message: `no connector "${file.connector}" is registered`,
      hint: `Register it first: "tributary connector add <folder>". ${known}`,
    };
  }
  const schema = connector.schemas[file.stream];
  if (schema) return { schema };
  const hint = allowedHint(file.stream, Object.keys(connector.definition.streams));
  return { message: `the connector ${file.connector} has no stream "${file.stream}"`, hint };
}

function checkStreamFiles(
  files: readonly StreamFile[],
  connectors: Connectors,
  schemas: Schemas,
  checkMapping: MappingCheck,
): { readonly problems: readonly Problem[]; readonly extension?: StreamExtension } {
  const [first] = files;
  const mapping = files.find(({ kind }) => kind === 'mapping');
  const sourceFields = files.find(({ kind }) => kind === 'source-fields');
  if (!first) return { problems: [] };
  const { schema, message, hint } = sourceSchemaOf(first, connectors);
  if (message !== undefined)
    return { problems: [{ file: first.shown, line: 1, column: 1, message, ...(hint === undefined ? {} : { hint }) }] };
  const more = sourceFields && checkSourceFields(sourceFields, schema);
  if (!mapping) {
    const alone = 'source fields without a mapping that reads them';
    return {
      problems: [
        ...(more?.problems ?? []),
        { file: first.shown, line: 1, column: 1, message: alone, hint: `Add ${first.stream}.map.yaml.` },
      ],
    };
  }
  const base = connectors.get(mapping.connector)?.mappings[mapping.stream];
  const whole = withSourceFields(schema ?? {}, more?.schema);
  const source = parseYaml(mapping.shown, mapping.text);
  const made = new Set(base ? entitiesOfMapping(base) : []);
  const problems = checkMappingFile(source, { made, schemas, sourceSchema: whole, more: more?.schema }, checkMapping);
  const extension = {
    mapping: { file: mapping.relative, text: mapping.text },
    ...(more?.schema && { schema: more.schema }),
  };
  return { problems: [...(more?.problems ?? []), ...problems], extension };
}

type Beside = {
  /** Entities that the connector's own mapping makes. */
  readonly made: ReadonlySet<string>;
  readonly schemas: Schemas;
  readonly sourceSchema: object;
  readonly more: object | undefined;
};

function checkMappingFile(
  source: YamlSource,
  { made, schemas, sourceSchema, more }: Beside,
  checkMapping: MappingCheck,
): readonly Problem[] {
  const mapping = checkMapping(source);
  const own = mapping.ok ? [] : mapping.problems;
  const known = mapping.ok ? mapping.value : mapping.known;
  const targets = {
    names: [...Object.keys(entitySchemas), ...Object.keys(schemas.entities)],
    schemaOf: (entity: string) =>
      made.has(entity) ? additionSchemaOf(schemas, entity) : entitySchemaOf(schemas, entity),
  };
  const further = [
    ...checkTargets(source, targets),
    ...checkAdditions(source, made),
    ...(known ? checkReads(source, known.reads, sourceSchema) : []),
    ...(known ? checkTypes(source, known.plainPaths, sourceSchema, targets.schemaOf) : []),
    ...(mapping.ok ? checkRequired(source, more, mapping.value.sourceFields) : []),
  ];
  return [...own, ...elsewhere(own, further)];
}

/** An entity of the connector has its id already. */
function checkAdditions(source: YamlSource, made: ReadonlySet<string>): readonly Problem[] {
  const { entities } = (source.value ?? {}) as { readonly entities?: unknown };
  return (Array.isArray(entities) ? entities : []).flatMap((entry: unknown, index) => {
    const { entity, id } = (entry ?? {}) as { readonly entity?: unknown; readonly id?: unknown };
    if (typeof entity !== 'string' || !made.has(entity) || id === undefined) return [];
    const hint = 'Leave the id out: these are fields for an entity that has one.';
    return [
      source.problem(['entities', index, 'id'], `the connector's own mapping gives "${entity}" its id`, hint, 'key'),
    ];
  });
}

/** Where an ERP is asked for the fields that are read, a required one that nothing reads would never come. */
function checkRequired(
  source: YamlSource,
  more: object | undefined,
  read: readonly string[] | '*',
): readonly Problem[] {
  if (!more || read === '*') return [];
  return requiredFields(schemaNode(more))
    .filter((field) => !read.includes(field))
    .map((field) => source.problem([], `the source field "${field}" is required, and nothing here reads it`));
}
