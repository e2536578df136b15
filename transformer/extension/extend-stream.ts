import { brokenRule } from '../../core/entity-rules.ts';
import { TributaryError } from '../../core/errors.ts';
import { entitySchemaOf, withSourceFields } from '../../core/extension/extended-schema.ts';
import { customField, type ExtensionArtefact, type StreamExtension } from '../../core/extension/model.ts';
import { formatProblem } from '../../core/problem.ts';
import { compileRecordValidator, type RecordValidator } from '../../core/validate.ts';
import { parseYaml } from '../../core/yaml-source.ts';
import type { CompiledStream } from '../compiled-stream.ts';
import { unknownFieldsOf } from '../drift/unknown-fields.ts';
import { validateEntity } from '../entities.ts';
import { type CompiledEntity, compileMapping, type MappedEntity, type Mapping } from '../mapping/compile.ts';

/**
 * A connector's stream with what a tenant adds: entities of the connector's mapping get the tenant's fields as `custom`,
 * and the tenant's further entities come after them.
 */
export function extendStream(
  stream: CompiledStream,
  sourceSchema: object,
  artefact: ExtensionArtefact,
  extension: StreamExtension,
): CompiledStream {
  const compiled = compileMapping(parseYaml(extension.mapping.file, extension.mapping.text));
  if (!compiled.ok) {
    const message = `The mapping ${extension.mapping.file} of the tenant's extension does not compile: ${compiled.problems.map(formatProblem).join('; ')}`;
    throw new TributaryError('InvalidInput', { code: 'mapping-invalid', message });
  }
  const mapping = extendMapping(stream.mapping, compiled.value);
  const schema = withSourceFields(sourceSchema, extension.schema);
  return {
    ...stream,
    mapping,
    ...(extension.schema && { validate: compileRecordValidator(schema), unknownFields: unknownFieldsOf(schema) }),
    validateEntity: validatorFor(artefact, mapping.entities),
  };
}

function extendMapping(base: Mapping, more: Mapping): Mapping {
  const isBase = ({ entity }: CompiledEntity): boolean => base.entities.some((known) => known.entity === entity);
  const additions = Map.groupBy(more.entities.filter(isBase), ({ entity }) => entity);
  const all = base.sourceFields === '*' || more.sourceFields === '*';
  return {
    entities: [
      ...base.entities.map((entity) => withAdditions(entity, additions.get(entity.entity) ?? [])),
      ...more.entities.filter((entity) => !isBase(entity)),
    ],
    reads: { ...base.reads, ...more.reads },
    plainPaths: [...base.plainPaths, ...more.plainPaths],
    sourceFields: all ? '*' : [...new Set([...base.sourceFields, ...more.sourceFields])].sort(),
  };
}

/** The entity with the fields of all additions whose `when` holds. */
function withAdditions(base: CompiledEntity, additions: readonly CompiledEntity[]): CompiledEntity {
  if (additions.length === 0) return base;
  return {
    entity: base.entity,
    apply: (record) => {
      const mapped = base.apply(record);
      if (mapped === undefined) return undefined;
      return additions.reduce((whole, addition) => merged(whole, addition.apply(record)), mapped);
    },
  };
}

function merged(whole: MappedEntity, added: MappedEntity | undefined): MappedEntity {
  const codes = added?.unknownCodes;
  const custom = added?.body[customField];
  if (custom === undefined && codes === undefined) return whole;
  const before = whole.body[customField] as object | undefined;
  return {
    ...whole,
    body: custom === undefined ? whole.body : { ...whole.body, [customField]: { ...before, ...(custom as object) } },
    ...(codes && { unknownCodes: [...(whole.unknownCodes ?? []), ...codes] }),
  };
}

/** By the tenant's schemas, where it has some. */
function validatorFor(
  artefact: ExtensionArtefact,
  entities: readonly CompiledEntity[],
): CompiledStream['validateEntity'] {
  const own = new Map<string, RecordValidator>();
  for (const { entity } of entities) {
    const schema = artefact.fields[entity] || artefact.entities[entity] ? entitySchemaOf(artefact, entity) : undefined;
    if (schema) own.set(entity, compileRecordValidator(schema));
  }
  return (entity, body) => {
    const validator = own.get(entity);
    return validator ? (validator(body)?.message ?? brokenRule(entity, body)) : validateEntity(entity, body);
  };
}
