import { keyOf, keyText, type Row } from './edm.ts';
import { type EntitySetName, entitySetNames, entityTypes } from './model.ts';

/** A row with its place of arrival, which tells rows apart even where a planted row repeats a key. */
export type StoredRow = { readonly sequence: number; readonly row: Row };

export type Store = {
  /** Grows with every change; what was computed from the rows holds for one version. */
  version(): number;
  all(entitySet: EntitySetName): readonly StoredRow[];
  find(entitySet: EntitySetName, key: Row): Row | undefined;
  /** Adds the row, or puts it in the place of the one with its key; `repeated` adds it beside that one. */
  put(entitySet: EntitySetName, row: Row, repeated?: boolean): void;
  /** How many rows it removed. */
  remove(entitySet: EntitySetName, isGone: (row: Row) => boolean): number;
  /** A change time greater than that of any row and of any stamp before, from the clock. */
  stamp(): string;
};

type Table = { rows: StoredRow[]; readonly byKey: Map<string, number> };

function indexTable(entitySet: EntitySetName, table: Table): void {
  table.byKey.clear();
  // From the end, so that of repeated keys the first is the one that is found.
  for (let index = table.rows.length - 1; index >= 0; index -= 1) {
    table.byKey.set(keyText(entityTypes[entitySet], table.rows[index]?.row ?? {}), index);
  }
}

/** The rows of the simulated ERP, in memory. */
export function createStore(initial: Readonly<Record<EntitySetName, readonly Row[]>>, now: () => Date): Store {
  let version = 1;
  let sequence = 0;
  let lastStamp = 0;
  const store = (row: Row): StoredRow => {
    const changed = Date.parse(String(row['LastChangeDateTime']));
    if (changed > lastStamp) lastStamp = changed;
    sequence += 1;
    return { sequence, row };
  };
  const tableOf = (name: EntitySetName): Table => {
    const table = { rows: initial[name].map(store), byKey: new Map<string, number>() };
    indexTable(name, table);
    return table;
  };
  const tables = Object.fromEntries(entitySetNames.map((name) => [name, tableOf(name)])) as Record<
    EntitySetName,
    Table
  >;
  const indexOf = (name: EntitySetName, row: Row): number | undefined =>
    tables[name].byKey.get(keyText(entityTypes[name], row));
  return {
    version: () => version,
    all: (entitySet) => tables[entitySet].rows,
    find(entitySet, key) {
      const index = indexOf(entitySet, keyOf(entityTypes[entitySet], key));
      return index === undefined ? undefined : tables[entitySet].rows[index]?.row;
    },
    put(entitySet, row, repeated = false) {
      const table = tables[entitySet];
      const index = indexOf(entitySet, row);
      const replaced = index === undefined || repeated ? undefined : table.rows[index];
      // Keeps its place: a page that ended at this row must not deliver it again.
      if (index !== undefined && replaced !== undefined)
        table.rows[index] = { ...store(row), sequence: replaced.sequence };
      else {
        table.rows.push(store(row));
        if (index === undefined) table.byKey.set(keyText(entityTypes[entitySet], row), table.rows.length - 1);
      }
      version += 1;
    },
    remove(entitySet, isGone) {
      const table = tables[entitySet];
      const before = table.rows.length;
      table.rows = table.rows.filter(({ row }) => !isGone(row));
      indexTable(entitySet, table);
      version += 1;
      return before - table.rows.length;
    },
    stamp() {
      lastStamp = Math.max(now().getTime(), lastStamp + 1);
      return new Date(lastStamp).toISOString();
    },
  };
}
