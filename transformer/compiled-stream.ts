import type { ConnectorArtefact } from '../core/connector/model.ts';
import { TributaryError } from '../core/errors.ts';
import { type ExtensionKey, streamKey } from '../core/extension/model.ts';
import { keyPath } from '../core/key-path.ts';
import { formatProblem } from '../core/problem.ts';
import { compileRecordValidator, type RecordValidator } from '../core/validate.ts';
import { parseYaml } from '../core/yaml-source.ts';
import { type Catalogue, getArtefact, getRegistration } from '../platform/catalogue.ts';
import { getExtension } from '../platform/extensions.ts';
import type { StoredEntity } from '../platform/ports.ts';
import { type DriftPolicies, defaultPolicies } from './drift/classify.ts';
import { type UnknownFields, unknownFieldsOf } from './drift/unknown-fields.ts';
import { validateEntity } from './entities.ts';
import { extendStream } from './extension/extend-stream.ts';
import { compileMapping, type Mapping } from './mapping/compile.ts';

/** Everything that decides what a stream's records become, compiled once per artefact. */
export type CompiledStream = {
  readonly mapping: Mapping;
  /** Says what is wrong with a source record; undefined when nothing is. */
  readonly validate: RecordValidator;
  /** Finds fields that the source schema does not name. */
  readonly unknownFields: UnknownFields;
  /** Says what is wrong with an entity; undefined when nothing is. */
  readonly validateEntity: (entity: string, body: object) => string | undefined;
  readonly drift: DriftPolicies;
  readonly mappingVersion: number;
  /** Leaves out what was erased; absent where nothing was. */
  readonly forget?: (entities: readonly StoredEntity[]) => readonly StoredEntity[];
};

/** Compiles the mapping and schema of one stream of an artefact. Throws ErpContractBroken for one that was never checked. */
export function compileStream(artefact: ConnectorArtefact, stream: string, mappingVersion: number): CompiledStream {
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
    return { mapping: compiled.value, validate, unknownFields, validateEntity, drift, mappingVersion };
  }
  const message = `The mapping of ${artefact.definition.name}/${stream} does not compile: ${compiled.problems.map(formatProblem).join('; ')}`;
  throw new TributaryError('InvalidInput', { code: 'mapping-invalid', message });
}

/** Compiles a stream of a connector's registration, with what a registration of a tenant's extension adds to it. */
export type StreamCompiler = (
  connector: string,
  registration: number,
  stream: string,
  extension?: ExtensionKey,
) => Promise<CompiledStream>;

/** Registrations never change, so what was compiled for one is kept for the life of the process. */
export function streamCompiler(catalogue: Catalogue): StreamCompiler {
  const compiled = new Map<string, Promise<CompiledStream>>();
  const keep = (id: string, compile: () => Promise<CompiledStream>): Promise<CompiledStream> => {
    const known = compiled.get(id);
    if (known) return known;
    const promise = compile();
    compiled.set(id, promise);
    promise.catch(() => compiled.delete(id));
    return promise;
  };
  return (connector, number, stream, extension) => {
    const id = keyPath(connector, number, stream);
    const base = (): Promise<CompiledStream> => keep(id, () => compileRegistered(catalogue, connector, number, stream));
    if (!extension) return base();
    return keep(keyPath(connector, number, stream, extension.tenant, extension.number), async () =>
      extendRegistered(catalogue, await base(), { connector, number, stream, extension }),
    );
  };
}

async function compileRegistered(
  catalogue: Catalogue,
  connector: string,
  number: number,
  stream: string,
): Promise<CompiledStream> {
  const registration = await getRegistration(catalogue, connector, number);
  const artefact = await getArtefact(catalogue, registration.digest);
  return compileStream(artefact, stream, registration.mappingVersions[stream] ?? 1);
}

type Extended = {
  readonly connector: string;
  readonly number: number;
  readonly stream: string;
  readonly extension: ExtensionKey;
};

/** Versions of connector and extension are added: each only grows, so that any change of either gives a greater one. */
async function extendRegistered(
  catalogue: Catalogue,
  base: CompiledStream,
  { connector, number, stream, extension }: Extended,
): Promise<CompiledStream> {
  const { registration, artefact } = await getExtension(catalogue, extension);
  const key = streamKey(connector, stream);
  const versioned = { ...base, mappingVersion: base.mappingVersion + (registration.mappingVersions[key] ?? 0) };
  const own = artefact.streams[key];
  if (!own) return versioned;
  const { schemas } = await getArtefact(catalogue, (await getRegistration(catalogue, connector, number)).digest);
  return extendStream(versioned, schemas[stream] ?? {}, artefact, own);
}
