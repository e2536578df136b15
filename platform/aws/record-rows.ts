import type { Identifier, RecordState, RecordWrite, StoredEntity } from '../ports.ts';
import { keyInSortKey, recordSortKey } from './record-keys.ts';

/**
 * A record's row beside its keys. Names of one letter and lists as text keep a typical row near 200 bytes, and reading
 * costs by the byte: twenty such rows that stand together are one read unit.
 */
export type RecordRow = {
  readonly sk: string;
  /** Revision. */
  readonly v: string;
  /** Raw digest. */
  readonly d: string;
  /** Outcome. */
  readonly o: string;
  /** `[[entity,id,digest],…]` in JSON; like all below absent when there are no entities. */
  readonly e?: string;
  /** Name of the body and the line in it. */
  readonly b?: string;
  readonly l?: number;
  /** `[[scheme,value],…]` in JSON: under what the record is found, so that rows no longer true can be removed. */
  readonly i?: string;
  /** The key, where the sort key does not tell it. */
  readonly k?: string;
};

/** Where the entities of a write stand. */
export type BodyPlace = { readonly name: string; readonly line: number };

/** The attributes that every write sets. */
export function movingAttributes(write: RecordWrite): Pick<RecordRow, 'v' | 'd' | 'o' | 'k'> {
  const { key, revision, rawDigest, outcome } = write;
  return { v: revision, d: rawDigest, o: outcome, ...(keyInSortKey(recordSortKey(key)) !== key && { k: key }) };
}

/** What is stored of entities. */
export function entityAttributes(
  entities: readonly StoredEntity[],
  body: BodyPlace | undefined,
): Pick<RecordRow, 'e' | 'b' | 'l' | 'i'> {
  if (body === undefined) return {};
  const identifiers = identifiersOf(entities);
  return {
    e: JSON.stringify(entities.map(({ entity, id, digest }) => [entity, id, digest])),
    b: body.name,
    l: body.line,
    ...(identifiers.length > 0 && { i: JSON.stringify(identifiers.map(({ scheme, value }) => [scheme, value])) }),
  };
}

/** The identifiers of all entities of a record, each once. */
export function identifiersOf(entities: readonly StoredEntity[]): readonly Identifier[] {
  const all = entities.flatMap(({ identifiers }) => identifiers);
  return all.filter(
    ({ scheme, value }, index) => all.findIndex((i) => i.scheme === scheme && i.value === value) === index,
  );
}

export function identifiersIn({ i }: Pick<RecordRow, 'i'>): readonly Identifier[] {
  const pairs = JSON.parse(i ?? '[]') as readonly (readonly [string, string])[];
  return pairs.map(([scheme, value]) => ({ scheme, value }));
}

export function stateIn(row: RecordRow): RecordState {
  const entities = JSON.parse(row.e ?? '[]') as readonly (readonly [string, string, string])[];
  return {
    revision: row.v,
    rawDigest: row.d,
    outcome: row.o,
    entities: entities.map(([entity, id, digest]) => ({ entity, id, digest })),
  };
}

export function keyIn({ sk, k }: RecordRow): string {
  return k ?? keyInSortKey(sk);
}
