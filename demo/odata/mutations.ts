import type { NextNumber } from '../common/numbers.ts';
import type { Random } from '../common/random.ts';
import { keyOf, keyText, type Row } from './edm.ts';
import type { PageFaultKind } from './faults.ts';
import { type EntitySetName, entitySetNames, entityTypes } from './model.ts';
import { changeRow } from './rows/change-row.ts';
import { rowCreator } from './rows/create-row.ts';
import type { Store } from './store.ts';

export type MutationRequest = {
  readonly create?: number;
  readonly change?: number;
  readonly delete?: number;
  /** Where; without it, in any set that has rows. */
  readonly entitySet?: EntitySetName;
  /** Without it, the simulator's own sequence of choices goes on. */
  readonly seed?: number;
};

export type Mutation = {
  readonly entitySet: EntitySetName;
  readonly key: Row;
  readonly kind: 'create' | 'change' | 'delete';
};

export type MutationTarget = { readonly store: Store; readonly nextNumber: NextNumber };

type Existing = { readonly entitySet: EntitySetName; readonly row: Row };

/** Rows to work on, each at most once and none that was created just now, so that every mutation can be seen alone. */
function drawer(random: Random, entitySets: readonly EntitySetName[], store: Store): () => Existing | undefined {
  const rest = entitySets.flatMap((entitySet) => store.all(entitySet).map(({ row }) => ({ entitySet, row })));
  return () => {
    if (rest.length === 0) return undefined;
    const index = random.integer(0, rest.length - 1);
    const last = rest.pop();
    const drawn = index === rest.length ? last : rest[index];
    if (last !== undefined && index < rest.length) rest[index] = last;
    return drawn;
  };
}

/** A simulator that was started with rows of few sets stays with these. */
function setsInUse(store: Store): readonly [EntitySetName, ...EntitySetName[]] {
  const [first, ...others] = entitySetNames.filter((entitySet) => store.all(entitySet).length > 0);
  return first === undefined ? entitySetNames : [first, ...others];
}

/** Creates, changes and deletes rows at random, and says which. Deletes fewer than asked when there are no more rows. */
export function mutate(request: MutationRequest, target: MutationTarget, random: Random): readonly Mutation[] {
  const { store } = target;
  const entitySets = request.entitySet === undefined ? setsInUse(store) : ([request.entitySet] as const);
  const draw = drawer(random, entitySets, store);
  const done: Mutation[] = [];
  const note = (kind: Mutation['kind'], { entitySet, row }: Existing): void => {
    done.push({ entitySet, key: keyOf(entityTypes[entitySet], row), kind });
  };
  for (let index = 0; index < (request.change ?? 0); index += 1) {
    const drawn = draw();
    if (drawn === undefined) break;
    const changed = changeRow(random, drawn.entitySet, drawn.row);
    store.put(drawn.entitySet, { ...changed, LastChangeDateTime: store.stamp() });
    note('change', drawn);
  }
  const gone = Array.from({ length: request.delete ?? 0 }, draw).filter((drawn) => drawn !== undefined);
  removeAll(store, gone);
  for (const drawn of gone) note('delete', drawn);
  for (const created of createAll(random, entitySets, request.create ?? 0, target)) note('create', created);
  return done;
}

/**
 * Puts a row before the first of an order, or removes that one, while somebody reads. A row that comes has the change time
 * of the one it comes before, as after a late commit.
 */
export function shiftRows(
  { store, nextNumber }: MutationTarget,
  random: Random,
  entitySet: EntitySetName,
  kind: PageFaultKind,
  first: Row,
): void {
  if (kind === 'shift-delete') store.remove(entitySet, (row) => row === first);
  if (kind !== 'shift-insert') return;
  const rows = (name: EntitySetName): readonly Row[] => store.all(name).map((stored) => stored.row);
  const changedAt = new Date(Date.parse(String(first['LastChangeDateTime'])));
  store.put(entitySet, rowCreator(entitySet, { rows, nextNumber })(random, changedAt));
}

function removeAll(store: Store, gone: readonly Existing[]): void {
  for (const entitySet of new Set(gone.map((drawn) => drawn.entitySet))) {
    const type = entityTypes[entitySet];
    const keys = new Set(gone.filter((drawn) => drawn.entitySet === entitySet).map(({ row }) => keyText(type, row)));
    store.remove(entitySet, (row) => keys.has(keyText(type, row)));
  }
}

function createAll(
  random: Random,
  entitySets: readonly [EntitySetName, ...EntitySetName[]],
  count: number,
  { store, nextNumber }: MutationTarget,
): readonly Existing[] {
  const rows = (entitySet: EntitySetName): readonly Row[] => store.all(entitySet).map((stored) => stored.row);
  return Array.from({ length: count }, () => {
    const entitySet = random.pick(entitySets);
    const row = rowCreator(entitySet, { rows, nextNumber })(random, new Date(store.stamp()));
    store.put(entitySet, row);
    return { entitySet, row };
  });
}
