import { canonicalJson, digest } from '../digest.ts';
import { TributaryError } from '../errors.ts';
import { parseYaml } from '../yaml-source.ts';

/** What a tenant adds to one stream of a connector. */
export type StreamExtension = {
  /** Mapping file, as a connector has one: fields for the connector's entities, and further entities. */
  readonly mapping: { readonly file: string; readonly text: string };
  /** Source fields that only this tenant's ERP has. */
  readonly schema?: object;
};

/** A tenant's own fields and entities, checked and immutable, named by its digest. */
export type ExtensionArtefact = {
  readonly digest: string;
  /** JSON Schemas of `custom`, by canonical entity. */
  readonly fields: Readonly<Record<string, object>>;
  /** JSON Schemas of the tenant's own entities. */
  readonly entities: Readonly<Record<string, object>>;
  /** By `<connector>/<stream>`. */
  readonly streams: Readonly<Record<string, StreamExtension>>;
};

/**
 * One registration of a tenant's extension. `mappingVersions` grow by one per stream each time what decides its entities
 * differs; they are added to those of the connector, so that revisions never repeat.
 */
export type ExtensionRegistration = {
  readonly tenant: string;
  /** Counts the tenant's registrations, from 1. */
  readonly number: number;
  readonly digest: string;
  readonly mappingVersions: Readonly<Record<string, number>>;
  readonly registeredAt: string;
};

/** A registration that a run is pinned to. */
export type ExtensionKey = { readonly tenant: string; readonly number: number };

/** The place in a canonical entity where a tenant's own fields stand; no canonical field has this name. */
export const customField = 'custom';

export function streamKey(connector: string, stream: string): string {
  return `${connector}/${stream}`;
}

/** Makes the artefact of checked parts: equal contents give the same digest. */
export function compileExtension(parts: Omit<ExtensionArtefact, 'digest'>): ExtensionArtefact {
  const { fields, entities, streams } = parts;
  return { digest: digest(canonicalJson({ fields, entities, streams })), fields, entities, streams };
}

/** Reads a stored artefact. Throws StorageFailed when it is not what its digest says. */
export function parseExtension(stored: Uint8Array): ExtensionArtefact {
  try {
    const artefact = JSON.parse(Buffer.from(stored).toString('utf8')) as ExtensionArtefact;
    if (compileExtension(artefact).digest === artefact.digest) return artefact;
  } catch {
    // What is no JSON is damaged as well.
  }
  const message =
    'A stored extension is not what its digest says: add the extension again ("tributary extension add"), or restore a backup.';
  throw new TributaryError('StorageFailed', { code: 'extension-damaged', message });
}

/** The entities that a mapping names, also one that was not checked. */
export function entitiesOfMapping({ file, text }: { readonly file: string; readonly text: string }): readonly string[] {
  const { entities } = (parseYaml(file, text).value ?? {}) as { readonly entities?: unknown };
  if (!Array.isArray(entities)) return [];
  return entities.flatMap((entry: unknown) => {
    const name: unknown = (entry as { readonly entity?: unknown } | null)?.entity;
    return typeof name === 'string' ? [name] : [];
  });
}

/** All that decides what a stream's records become, beside the connector; the same text as long as nothing of it changes. */
export function streamContent(artefact: ExtensionArtefact, key: string): string {
  const stream = artefact.streams[key];
  if (!stream) return '';
  const named = entitiesOfMapping(stream.mapping);
  const schemas = named.map((entity) => [entity, artefact.entities[entity], artefact.fields[entity]]);
  return canonicalJson({ text: stream.mapping.text, schema: stream.schema, schemas });
}
