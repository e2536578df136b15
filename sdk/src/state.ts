/**
 * What a consumer remembers: per subject the last revision it applied, and the ids of notifications. Keys and values are
 * short texts. Several processes may share a store whose `set` keeps the greater value of a `subject` key.
 */
export type ConsumerState = {
  get(key: string): string | undefined | Promise<string | undefined>;
  /** Called after the handler has succeeded. */
  set(key: string, value: string): void | Promise<void>;
};

/** Key of the last revision that was applied of an entity. */
export function subjectKey(event: {
  readonly tenant: string;
  readonly connection: string;
  readonly entity: string;
  readonly subject: string;
}): string {
  return `subject ${JSON.stringify([event.tenant, event.connection, event.entity, event.subject])}`;
}

/** Key of an event that has no revision; ids are unique per source. */
export function idKey(event: { readonly source: string; readonly id: string }): string {
  return `id ${JSON.stringify([event.source, event.id])}`;
}

/** Ids that are remembered unless told otherwise. */
const defaultIds = 10_000;

/** Answers at once. */
export type ImmediateState = {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
};

export type Memory = ImmediateState & {
  /** Everything that is remembered, ids from the oldest on. */
  entries(): Iterable<readonly [string, string]>;
  readonly size: number;
};

/** Remembers until the process ends: one revision per subject, and the latest `ids` ids. */
export function memoryState({ ids: most = defaultIds }: { readonly ids?: number } = {}): Memory {
  const subjects = new Map<string, string>();
  const ids = new Map<string, string>();
  return {
    get: (key) => subjects.get(key) ?? ids.get(key),
    set: (key, value) => {
      if (!key.startsWith('id ')) return void subjects.set(key, value);
      ids.delete(key);
      ids.set(key, value);
      const [oldest] = ids.keys();
      if (ids.size > most && oldest !== undefined) ids.delete(oldest);
    },
    *entries() {
      yield* subjects;
      yield* ids;
    },
    get size() {
      return subjects.size + ids.size;
    },
  };
}
