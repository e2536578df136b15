import { wallTime } from '../../core/local-time.ts';
import { changeTimeOf, firstId, type ResourceName, type Row, resourceNames, timezone } from './model.ts';

export type StoredRow = {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly changed: number;
  readonly row: Row;
};

export type GeneratedRow = Omit<StoredRow, 'id'>;

/** The rows of one company, in memory, each resource in the order of ids. */
export type Store = {
  /** Grows with every change, so that sorted rows can be kept for a version. */
  version(): number;
  all(resource: ResourceName): readonly StoredRow[];
  find(resource: ResourceName, id: number): StoredRow | undefined;
  /** Adds a row behind the last one, or with `front` before the first, and gives it. */
  add(resource: ResourceName, row: Row, front?: boolean): StoredRow;
  /** Puts a row in the place of the one with its id; without `changed` it has changed just now. */
  replace(resource: ResourceName, id: number, row: Row, changed?: number): void;
  /** Removes rows without a trace, and gives their ids. */
  remove(resource: ResourceName, isGone: (row: StoredRow) => boolean): readonly number[];
};

/** When a record changed, as its resource writes it. */
export function changeText(resource: ResourceName, changed: number): string {
  if (changeTimeOf(resource).kind === 'instant') return new Date(changed).toISOString();
  return new Date(wallTime(changed, timezone)).toISOString().slice(0, 19).replace('T', ' ');
}

export function createStore(initial: Readonly<Record<ResourceName, readonly GeneratedRow[]>>, now: () => Date): Store {
  let version = 1;
  let lastStamp = 0;
  const tables = {} as Record<ResourceName, StoredRow[]>;
  const lastId = {} as Record<ResourceName, number>;
  for (const resource of resourceNames) {
    tables[resource] = initial[resource].map((generated, index) => ({ id: firstId + index, ...generated }));
    lastId[resource] = firstId + tables[resource].length - 1;
    for (const { changed } of initial[resource]) lastStamp = Math.max(lastStamp, changed);
  }
  /** Later than any change before, from the clock. */
  const stamp = (): number => {
    lastStamp = Math.max(now().getTime(), lastStamp + 1);
    return lastStamp;
  };
  return {
    version: () => version,
    all: (resource) => tables[resource],
    find(resource, id) {
      const index = indexOf(tables[resource], id);
      return index === undefined ? undefined : tables[resource][index];
    },
    add(resource, row, front = false) {
      version += 1;
      const table = tables[resource];
      const first = table[0]?.id ?? firstId;
      if (!front) lastId[resource] += 1;
      const stored = { id: front ? first - 1 : lastId[resource], changed: stamp(), row };
      if (front) table.unshift(stored);
      else table.push(stored);
      return stored;
    },
    replace(resource, id, row, changed = stamp()) {
      version += 1;
      const index = indexOf(tables[resource], id);
      if (index !== undefined) tables[resource][index] = { id, changed, row };
    },
    remove(resource, isGone) {
      version += 1;
      const gone = tables[resource].filter(isGone).map(({ id }) => id);
      tables[resource] = tables[resource].filter((stored) => !isGone(stored));
      return gone;
    },
  };
}

/** Where the row with that id is; rows are in the order of ids. */
function indexOf(rows: readonly StoredRow[], id: number): number | undefined {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.id ?? id) < id) low = middle + 1;
    else high = middle;
  }
  return rows[low]?.id === id ? low : undefined;
}
