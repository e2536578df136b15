import type { ExtensionKey } from '../../core/extension/model.ts';
import { type Catalogue, getRegistration } from '../../platform/catalogue.ts';
import type { StreamCompiler } from '../compiled-stream.ts';

/** The fields of an entity that a stream's mapping fills, without indexes; `all` where the mapping is not known. */
export type MappedFields = ReadonlySet<string> | 'all';

/** A stream of a connection, and what its tenant adds to mappings. */
export type MappedStream = {
  /** Undefined where the connection was removed. */
  readonly connector: string | undefined;
  readonly stream: string;
  readonly extension: ExtensionKey | undefined;
};

export type MappingDeps = Catalogue & { readonly compiler: StreamCompiler };

/**
 * What a connection's present mapping fills, by stream. Of a stream that its connector no longer has, or of a connection that
 * was removed, nothing is known: then all its fields count.
 */
export async function mappedFieldsOf(
  deps: MappingDeps,
  { connector, stream, extension }: MappedStream,
  entity: string,
): Promise<MappedFields | 'none'> {
  const mapping = connector === undefined ? undefined : await mappingOf(deps, connector, stream, extension);
  if (mapping === undefined) return 'all';
  if (!mapping.entities.some((mapped) => mapped.entity === entity)) return 'none';
  const prefix = `${entity}.`;
  const targets = Object.keys(mapping.reads).filter((target) => target.startsWith(prefix) && !target.includes('('));
  return new Set(targets.map((target) => target.slice(prefix.length)));
}

async function mappingOf(
  deps: MappingDeps,
  connector: string,
  stream: string,
  extension: ExtensionKey | undefined,
): Promise<Awaited<ReturnType<StreamCompiler>>['mapping'] | undefined> {
  try {
    const { number } = await getRegistration(deps, connector);
    return (await deps.compiler(connector, number, stream, extension)).mapping;
  } catch {
    return undefined;
  }
}

/** Whether a mapping fills a field, something inside it, or all that it stands in. */
export function fills(fields: MappedFields, path: string): boolean {
  if (fields === 'all' || fields.has(path)) return true;
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1))
    if (fields.has(path.slice(0, dot))) return true;
  for (const field of fields) if (field.startsWith(`${path}.`)) return true;
  return false;
}

/** What several streams fill together. */
export function unionOf(all: readonly MappedFields[]): MappedFields {
  const known = all.filter((fields) => fields !== 'all');
  return known.length < all.length ? 'all' : new Set(known.flatMap((fields) => [...fields]));
}
