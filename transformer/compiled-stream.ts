import type { ConnectorArtefact } from '../core/connector/model.ts';
import { TributaryError } from '../core/errors.ts';
import { formatProblem } from '../core/problem.ts';
import { compileRecordValidator, type RecordValidator } from '../core/validate.ts';
import { parseYaml } from '../core/yaml-source.ts';
import { type Catalogue, getArtefact, getRegistration } from '../platform/catalogue.ts';
import { type DriftPolicies, defaultPolicies } from './drift/classify.ts';
import { type UnknownFields, unknownFieldsOf } from './drift/unknown-fields.ts';
import { type ValidateEntity, validateEntity } from './entities.ts';
import { compileMapping, type Mapping } from './mapping/compile.ts';

/** Everything that decides what a stream's records become, compiled once per artefact. */
export type CompiledStream = {
  readonly mapping: Mapping;
  /** Says what is wrong with a source record; undefined when nothing is. */
  readonly validate: RecordValidator;
  /** Finds fields that the source schema does not name. */
  readonly unknownFields: UnknownFields;
  readonly drift: DriftPolicies;
  /** Of the entities that the mapping makes. */
  readonly validateEntity: ValidateEntity;
  readonly mappingVersion: number;
};

/** Compiles the mapping and schema of one stream of an artefact. Throws ErpContractBroken for one that was never checked. */
export function compileStream(
  artefact: ConnectorArtefact,
  stream: string,
  mappingVersion: number,
  entities: ValidateEntity = validateEntity,
): CompiledStream {
  const source = artefact.mappings[stream];
  const schema = artefact.schemas[stream];
  if (!source || !schema) {
    const message = `Connector ${artefact.definition.name} has no stream "${stream}".`;
    throw new TributaryError('NotFound', { code: 'stream-unknown', message });
  }
  const compiled = compileMapping(parseYaml(source.file, source.text));
  if (compiled.ok) {
    const drift = { ...defaultPolicies, ...artefact.definition.streams[stream]?.drift };
    const [validate, unknownFields] = [compileRecordValidator(schema), unknownFieldsOf(schema)];
    return { mapping: compiled.value, validate, unknownFields, drift, mappingVersion, validateEntity: entities };
  }
  const message = `The mapping of ${artefact.definition.name}/${stream} does not compile: ${compiled.problems.map(formatProblem).join('; ')}`;
  throw new TributaryError('InvalidInput', { code: 'mapping-invalid', message });
}

export type StreamCompiler = (connector: string, registration: number, stream: string) => Promise<CompiledStream>;

/** Registrations never change, so what was compiled for one is kept for the life of the process. */
export function streamCompiler(catalogue: Catalogue): StreamCompiler {
  const compiled = new Map<string, Promise<CompiledStream>>();
  const compile: StreamCompiler = async (connector, number, stream) => {
    const registration = await getRegistration(catalogue, connector, number);
    return compileStream(
      await getArtefact(catalogue, registration.digest),
      stream,
      registration.mappingVersions[stream] ?? 1,
    );
  };
  return (connector, registration, stream) => {
    const id = `${connector}/${registration}/${stream}`;
    const known = compiled.get(id);
    if (known) return known;
    const promise = compile(connector, registration, stream);
    compiled.set(id, promise);
    promise.catch(() => compiled.delete(id));
    return promise;
  };
}
