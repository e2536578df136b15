import type { RecordStore } from '../../platform/ports.ts';
import { hash64 } from './hash64.ts';
import { matchObjects } from './match.ts';
import { objectIndex, type Side } from './object-index.ts';
import { objectKeysOf } from './object-keys.ts';
import { compareRulesOf, type KeyRule } from './rules.ts';
import { entitiesOf, type Sides } from './scan-side.ts';

/**
 * What the entities of one kind are matched to: the same text on both sides for the same object, or for objects that are
 * ambiguous together. Undefined for what has no key, or is not there.
 */
export type Identities = (side: Side, id: string) => string | undefined;

const noDigest = hash64('');

/** Matches a kind of entity that others refer to, for the sake of those references. */
export async function identitiesOf(records: RecordStore, sides: Sides, entity: string): Promise<Identities> {
  // A key that stands on a reference would need the identities of yet another entity.
  const rules = compareRulesOf(entity).keys.filter((rule) => rule.kind === 'identifier');
  const index = objectIndex();
  const numbers: Readonly<Record<Side, Map<string, number>>> = { left: new Map(), right: new Map() };
  for (const side of ['left', 'right'] as const)
    for await (const { location, entity: stored } of entitiesOf(records, sides, side, entity))
      numbers[side].set(
        stored.id,
        index.add(
          location,
          noDigest,
          objectKeysOf(stored, rules, () => undefined),
        ),
      );
  const names = new Uint32Array(index.count());
  const { matched, ambiguous, onlyLeft, onlyRight } = matchObjects(index, uniqueLevels(rules));
  const objects = [...matched, ...ambiguous].map(({ left, right }) => [...left, ...right]);
  for (const [at, members] of [...objects, ...onlyLeft, ...onlyRight].entries())
    for (const member of members) names[member] = at + 1;
  return (side, id) => {
    const number = numbers[side].get(id);
    const name = number === undefined ? 0 : names[number];
    return name === undefined || name === 0 ? undefined : `#${name}`;
  };
}

/** By level: whether an object has only one such key. */
export function uniqueLevels(rules: readonly KeyRule[]): readonly boolean[] {
  return rules.map((rule) => rule.kind === 'identifier' && rule.unique === true);
}
