import { digestOf } from '../../core/digest.ts';
import { TributaryError } from '../../core/errors.ts';
import { keyPath } from '../../core/key-path.ts';
import type { StreamScope } from '../../core/run.ts';
import type { Blobs, StoredEntity } from '../ports.ts';
import { decodeBody, encodeBody } from '../record-body.ts';
import type { BodyPlace } from './record-rows.ts';

/** Bodies that stay decompressed; a scan in the order of arrival needs one, at half a megabyte each. */
const cachedBodies = 16;

export type RecordBodies = {
  /** Stores one line of JSON per record of a batch; gives the name of the body. */
  put(scope: StreamScope, batchId: string, lines: readonly string[]): Promise<string>;
  /** Undefined when the body is gone. */
  entities(scope: StreamScope, place: BodyPlace): Promise<readonly StoredEntity[] | undefined>;
};

/**
 * The bodies of records: one blob per apply. Its name is a digest of batch and content. So a repeated call writes the same
 * blob again; and a call that was cut off and is repeated with fewer records, because some of them need no writing any
 * more, writes another one, so that rows which point to the first still find their line there.
 *
 * A body to which no row points any more stays: counting its rows would cost a write per changed record. Retention
 * (retention/prune-bodies.ts) tells them by going through the rows once, and counts on a name never coming again once its
 * batch can no longer be delivered.
 */
export function recordBodies(blobs: Blobs): RecordBodies {
  const cache = new Map<string, Promise<readonly string[] | undefined>>();
  const load = async (scope: StreamScope, name: string): Promise<readonly string[] | undefined> => {
    const content = await blobs.get(bodyKey(scope, name));
    try {
      return content && decodeBody(content);
    } catch (cause) {
      throw bodyLost(scope, name, cause);
    }
  };
  const cached = async (scope: StreamScope, name: string): Promise<readonly string[] | undefined> => {
    const key = bodyKey(scope, name);
    const lines = cache.get(key) ?? load(scope, name);
    // Last in the order of the map, which is the order of use.
    cache.delete(key);
    cache.set(key, lines);
    const oldest = cache.keys().next().value;
    if (cache.size > cachedBodies && oldest !== undefined) cache.delete(oldest);
    const loaded = await lines.catch((error: unknown) => {
      cache.delete(key);
      throw error;
    });
    if (loaded === undefined) cache.delete(key);
    return loaded;
  };
  return {
    put: async (scope, batchId, lines) => {
      const name = digestOf(batchId, ...lines);
      await blobs.put(bodyKey(scope, name), encodeBody(lines));
      return name;
    },
    entities: async (scope, { name, line }) => {
      const lines = await cached(scope, name);
      if (lines === undefined) return undefined;
      const text = lines[line];
      if (text === undefined) throw bodyLost(scope, name);
      return JSON.parse(text) as readonly StoredEntity[];
    },
  };
}

/** Where a body stands in the bucket. */
export function bodyKey({ tenant, connection, stream }: StreamScope, name: string): string {
  return keyPath('records', tenant, connection, stream, `${name}.zst`);
}

/** A record's row points to a body that is not there, or not what it was. */
export function bodyLost(scope: StreamScope, name: string, cause?: unknown): TributaryError {
  const message = `The stored entities in blob ${bodyKey(scope, name)} are missing or damaged: restore that version of the object, or read the stream again in full.`;
  return new TributaryError('StorageFailed', { code: 'record-body-lost', message, cause });
}
