import type { Random } from '../common/random.ts';
import { type ResourceName, resourceNames } from './model.ts';
import { changeRow } from './rows/change-row.ts';
import { createRow } from './rows/create-row.ts';
import type { Making } from './rows/sources.ts';
import type { Store } from './store.ts';

export type MutationRequest = {
  readonly create?: number;
  readonly change?: number;
  /** Vanish without a trace, as in most such APIs. */
  readonly delete?: number;
  /** The share of the rows of a resource that vanishes, from 0 to 1. */
  readonly vanish?: number;
  /** Where; without it, anywhere. */
  readonly resource?: ResourceName;
  /** 1 unless told. */
  readonly company?: number;
  /** Without it, the simulator's own sequence of choices goes on. */
  readonly seed?: number;
};

export type Mutation = {
  readonly resource: ResourceName;
  readonly id: number;
  readonly kind: 'create' | 'change' | 'delete';
};

/** A new row with the numbers that come next. */
function created(resource: ResourceName, store: Store, random: Random): Mutation {
  const rows = store.all(resource);
  const making: Making = {
    random,
    index: rows.length,
    changedAt: new Date('2026-07-01T00:00:00.000Z'),
    rows: store.all,
  };
  // Ids are never given twice, so a number made of it is not either.
  const index = 1_000 + (rows.at(-1)?.id ?? 0);
  const { id } = store.add(resource, createRow[resource]({ ...making, index }));
  return { resource, id, kind: 'create' };
}

/** Rows to work on, each at most once. */
function drawer(
  random: Random,
  resources: readonly ResourceName[],
  store: Store,
): () => Omit<Mutation, 'kind'> | undefined {
  const rest = resources.flatMap((resource) => store.all(resource).map(({ id }) => ({ resource, id })));
  return () => {
    const index = random.integer(0, rest.length - 1);
    const last = rest.pop();
    const drawn = index === rest.length ? last : rest[index];
    if (last !== undefined && index < rest.length) rest[index] = last;
    return drawn;
  };
}

/** Creates, changes and removes rows at random, and says which. Removes fewer than asked when there are no more. */
export function mutate(request: MutationRequest, store: Store, random: Random): readonly Mutation[] {
  const resources = request.resource === undefined ? resourceNames : ([request.resource] as const);
  const draw = drawer(random, resources, store);
  const done: Mutation[] = [];
  for (let count = 0; count < (request.change ?? 0); count += 1) {
    const drawn = draw();
    if (drawn === undefined) break;
    const stored = store.find(drawn.resource, drawn.id);
    if (stored !== undefined) store.replace(drawn.resource, drawn.id, changeRow(random, drawn.resource, stored.row));
    done.push({ ...drawn, kind: 'change' });
  }
  const wanted = (request.delete ?? 0) + vanishing(request, resources, store);
  const gone = Array.from({ length: wanted }, draw).filter((drawn) => drawn !== undefined);
  for (const resource of new Set(gone.map((drawn) => drawn.resource))) {
    const ids = new Set(gone.filter((drawn) => drawn.resource === resource).map(({ id }) => id));
    store.remove(resource, ({ id }) => ids.has(id));
  }
  done.push(...gone.map((drawn) => ({ ...drawn, kind: 'delete' as const })));
  for (let count = 0; count < (request.create ?? 0); count += 1)
    done.push(created(random.pick(resources), store, random));
  return done;
}

function vanishing({ vanish = 0 }: MutationRequest, resources: readonly ResourceName[], store: Store): number {
  return Math.floor(vanish * resources.reduce((sum, resource) => sum + store.all(resource).length, 0));
}
