import type { StoredEntity } from '../../platform/ports.ts';
import type { Comparison } from './comparison.ts';
import { differencesOf, type Facet, type FieldDifference } from './differences.ts';
import type { Discrepancy, DiscrepancyKind, RecordPlace } from './discrepancy.ts';
import { uniqueLevels } from './identities.ts';
import { type Group, keySet } from './match.ts';
import type { ObjectIndex, Side } from './object-index.ts';
import { fetchEntities } from './scan-side.ts';

/** Objects whose records are in memory at a time. */
const chunk = 5_000;

/** Matched objects whose contents differ; `gone` for those that are no longer there. */
export async function* differingObjects(
  comparison: Comparison,
): AsyncGenerator<Extract<Discrepancy, { kind: 'differing' }> | 'gone'> {
  const { index, matching } = comparison;
  const candidates = matching.matched.filter(
    (group) => !isPair(group) || !sameByHash(index, group) || hasOtherNumbers(comparison, group),
  );
  for await (const [group, stored] of inChunks(comparison, candidates, ({ left, right }) => [...left, ...right])) {
    if ([...group.left, ...group.right].some((member) => !stored.has(member))) {
      yield 'gone';
      continue;
    }
    const [left, right] = [facetsOf(comparison, group.left, stored), facetsOf(comparison, group.right, stored)];
    const fields = [...otherNumbers(comparison, group, stored), ...differencesOf(left, right)];
    if (fields.length === 0) continue;
    const places = placesOf(comparison, group, stored);
    yield { kind: 'differing', matchedBy: sharedKey(comparison, group, stored), ...places, fields };
  }
}

const isPair = ({ left, right }: Group): boolean => left.length === 1 && right.length === 1;

function sameByHash(index: ObjectIndex, { left: [a = 0], right: [b = 0] }: Group): boolean {
  return index.sameDigest(a, b);
}

type Stored = ReadonlyMap<number, StoredEntity>;

function facetsOf({ index, sides, leaves }: Comparison, members: readonly number[], stored: Stored): readonly Facet[] {
  return members.flatMap((member) => {
    const entity = stored.get(member);
    const { side, stream } = index.location(member);
    return entity ? { leaves: leaves(side, entity), fields: sides[side][stream]?.fields ?? 'all' } : [];
  });
}

/** Whether a number of which an object has only one differs, weaker than the one that it is matched by. */
function hasOtherNumbers({ index, rules, choice, question }: Comparison, { level, left, right }: Group): boolean {
  if (question.fields && !choice.wanted('identifiers')) return false;
  return uniqueLevels(rules.keys).some((unique, weaker) => {
    if (!unique || weaker <= level) return false;
    const [a, b] = [keySet(index, left, weaker), keySet(index, right, weaker)];
    return a.size > 0 && b.size > 0 && a.isDisjointFrom(b);
  });
}

function otherNumbers(comparison: Comparison, group: Group, stored: Stored): readonly FieldDifference[] {
  if (!hasOtherNumbers(comparison, group)) return [];
  const numbers = (members: readonly number[]): readonly string[] => identifiersOf(members, stored);
  return [{ field: 'identifiers', left: numbers(group.left), right: numbers(group.right) }];
}

function identifiersOf(members: readonly number[], stored: Stored): readonly string[] {
  const all = members.flatMap((member) => stored.get(member)?.identifiers ?? []);
  return [...new Set(all.map(({ scheme, value }) => `${scheme}:${value}`))];
}

/** What both sides of a group share, in words. */
function sharedKey({ keys }: Comparison, { level, left, right }: Group, stored: Stored): string {
  const texts = (side: Side, members: readonly number[]): readonly string[] =>
    members.flatMap((member) => {
      const entity = stored.get(member);
      return entity ? keys(side, entity).flatMap((key) => (key.level === level ? key.text : [])) : [];
    });
  const others = new Set(texts('right', right));
  const shared = texts('left', left).find((text) => others.has(text)) ?? '';
  // The number of the party that the index gave means nothing to people.
  return shared.replace(/ #\d+, /, ' and ');
}

function placesOf(
  comparison: Comparison,
  { left, right }: Group,
  stored: Stored,
): { readonly left: readonly RecordPlace[]; readonly right: readonly RecordPlace[] } {
  const places = (members: readonly number[]): readonly RecordPlace[] =>
    members.map((member) => placeOf(comparison, member, stored.get(member)));
  return { left: places(left), right: places(right) };
}

function placeOf({ index, sides }: Comparison, member: number, entity: StoredEntity | undefined): RecordPlace {
  const { side, stream, key } = index.location(member);
  const scope = sides[side][stream]?.scope;
  const { number, name } = (entity?.body ?? {}) as { readonly number?: unknown; readonly name?: unknown };
  const label = [number, name].filter((part) => typeof part === 'string').join('  ');
  return { connection: scope?.connection ?? '', stream: scope?.stream ?? '', key, id: entity?.id ?? '', label };
}

/** At most `room` of a kind, with what is stored of them. */
export async function* withContent(
  comparison: Comparison,
  kind: Exclude<DiscrepancyKind, 'differing'>,
  room: number,
): AsyncGenerator<Discrepancy> {
  const { matching, index } = comparison;
  switch (kind) {
    case 'left':
    case 'right': {
      const objects = (kind === 'left' ? matching.onlyLeft : matching.onlyRight).slice(0, room);
      for await (const [members, stored] of inChunks(comparison, objects, (object) => object)) {
        const records = members.map((member) => placeOf(comparison, member, stored.get(member)));
        yield { kind, identifiers: identifiersOf(members, stored), records };
      }
      return;
    }
    case 'ambiguous': {
      const groups = matching.ambiguous.slice(0, room);
      for await (const [group, stored] of inChunks(comparison, groups, ({ left, right }) => [...left, ...right])) {
        const matchedBy = sharedKey(comparison, group, stored);
        yield { kind, reason: group.reason, matchedBy, ...placesOf(comparison, group, stored) };
      }
      return;
    }
    case 'unmatchable':
      for await (const [member, stored] of inChunks(comparison, matching.unmatchable.slice(0, room), (one) => [one]))
        yield { kind, side: index.location(member).side, record: placeOf(comparison, member, stored.get(member)) };
  }
}

/** Each object with what is stored of its members, some thousand objects in memory at a time. */
async function* inChunks<T>(
  { deps, sides, question, index }: Comparison,
  objects: readonly T[],
  membersOf: (object: T) => readonly number[],
): AsyncGenerator<readonly [T, Stored]> {
  for (let from = 0; from < objects.length; from += chunk) {
    const some = objects.slice(from, from + chunk);
    const stored = await fetchEntities(deps.records, sides, question.entity, index, some.flatMap(membersOf));
    for (const object of some) yield [object, stored];
  }
}
