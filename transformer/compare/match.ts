import { type Groups, groupsOf } from './groups.ts';
import type { ObjectIndex } from './object-index.ts';

/** What belongs together by keys of one level: the entities of both sides. */
export type Group = { readonly level: number; readonly left: readonly number[]; readonly right: readonly number[] };

/**
 * Why a group cannot be told apart: `several` records of one stream have the same key, or its two sides share a weaker
 * key while a stronger one, of which an object has only one, differs.
 */
export type AmbiguousGroup = Group & { readonly reason: 'several' | 'contradiction' };

export type Matching = {
  /** One object each. A side has several records where several streams tell of it, such as customers and suppliers. */
  readonly matched: readonly Group[];
  readonly ambiguous: readonly AmbiguousGroup[];
  /** Objects of one side only, by their records. */
  readonly onlyLeft: readonly (readonly number[])[];
  readonly onlyRight: readonly (readonly number[])[];
  /** Entities without any key. */
  readonly unmatchable: readonly number[];
};

/**
 * Matches level by level, strongest first. What shares a key at a level, over any number of steps, is one group; each is
 * one object on both sides or ambiguous, and takes no part in weaker levels. So the order of records decides nothing.
 * `unique`: the levels at which an object has only one key.
 */
export function matchObjects(index: ObjectIndex, unique: readonly boolean[]): Matching {
  const order = sortedKeys(index);
  const taken = new Uint8Array(index.count());
  const matched: Group[] = [];
  const ambiguous: AmbiguousGroup[] = [];
  for (const level of unique.keys()) {
    for (const members of joined(index, runsOf(index, order, level), taken, hasBothSides)) {
      const [left, right] = [members.filter(index.isLeft), members.filter((member) => !index.isLeft(member))];
      const reason = whyAmbiguous(index, { level, left, right }, unique);
      if (reason === undefined) matched.push({ level, left, right });
      else ambiguous.push({ level, left, right, reason });
      for (const member of members) taken[member] = 1;
    }
  }
  return { matched, ambiguous, ...oneSided(index, order, unique.length, taken) };
}

type Run = { readonly from: number; readonly to: number };

function sortedKeys({ keys }: ObjectIndex): Uint32Array {
  const { level, high, low } = keys;
  return Uint32Array.from({ length: level.length() }, (_, key) => key).sort(
    (a, b) => level.at(a) - level.at(b) || high.at(a) - high.at(b) || low.at(a) - low.at(b) || a - b,
  );
}

/** Owners of equal keys of a level, one list per key that more than one entity has. */
function* runsOf({ keys }: ObjectIndex, order: Uint32Array, level: number): Generator<readonly number[]> {
  const { high, low, owner } = keys;
  const keyAt = (position: number): number => order[position] ?? 0;
  for (const { from, to } of levelRuns(order, keys.level.at, level, (a, b) => {
    return high.at(a) === high.at(b) && low.at(a) === low.at(b);
  })) {
    if (to - from < 2) continue;
    yield Array.from({ length: to - from }, (_, offset) => owner.at(keyAt(from + offset)));
  }
}

function* levelRuns(
  order: Uint32Array,
  levelOf: (key: number) => number,
  level: number,
  same: (a: number, b: number) => boolean,
): Generator<Run> {
  for (let from = 0; from < order.length; ) {
    const first = order[from] ?? 0;
    let to = from + 1;
    if (levelOf(first) === level) {
      while (to < order.length && levelOf(order[to] ?? 0) === level && same(first, order[to] ?? 0)) to++;
      yield { from, to };
    } else if (levelOf(first) > level) return;
    from = to;
  }
}

type IsWanted = (index: ObjectIndex, members: readonly number[]) => boolean;

const hasBothSides: IsWanted = (index, members) =>
  members.some(index.isLeft) && members.some((member) => !index.isLeft(member));

/** Joins what shares a key and is not taken; gives the groups in the order of their first members. */
function joined(
  index: ObjectIndex,
  runs: Iterable<readonly number[]>,
  taken: Uint8Array,
  isWanted: IsWanted,
): readonly (readonly number[])[] {
  const groups = groupsOf(index.count());
  const touched = new Set<number>();
  for (const run of runs) {
    const free = run.filter((member) => taken[member] === 0);
    const [first] = free;
    if (first === undefined || !isWanted(index, free)) continue;
    for (const member of free) {
      groups.join(first, member);
      touched.add(member);
    }
  }
  return membersByRoot(groups, touched);
}

function membersByRoot(groups: Groups, touched: ReadonlySet<number>): readonly (readonly number[])[] {
  const byRoot = new Map<number, number[]>();
  for (const member of [...touched].sort((a, b) => a - b)) {
    const root = groups.rootOf(member);
    const members = byRoot.get(root);
    if (members) members.push(member);
    else byRoot.set(root, [member]);
  }
  return [...byRoot.values()];
}

function whyAmbiguous(
  index: ObjectIndex,
  { level, left, right }: Group,
  unique: readonly boolean[],
): AmbiguousGroup['reason'] | undefined {
  if (!isOneObject(index, left) || !isOneObject(index, right)) return 'several';
  for (let stronger = 0; stronger < level; stronger++) {
    if (unique[stronger] !== true) continue;
    const [a, b] = [keySet(index, left, stronger), keySet(index, right, stronger)];
    // They are disjoint, for otherwise they had met at that level.
    if (a.size > 0 && b.size > 0) return 'contradiction';
  }
  return undefined;
}

/** Records of different streams tell of one object; two of the same stream are two objects. */
function isOneObject(index: ObjectIndex, members: readonly number[]): boolean {
  return new Set(members.map(index.stream)).size === members.length;
}

/** The hashes of the keys that entities have at a level. */
export function keySet(index: ObjectIndex, members: readonly number[], level: number): ReadonlySet<string> {
  const found = new Set<string>();
  for (const member of members) {
    const { from, to } = index.keysOf(member);
    for (let key = from; key < to; key++)
      if (index.keys.level.at(key) === level) found.add(`${index.keys.high.at(key)} ${index.keys.low.at(key)}`);
  }
  return found;
}

/** What is left: records of one side that share a key and are of different streams are one object there, too. */
function oneSided(
  index: ObjectIndex,
  order: Uint32Array,
  levels: number,
  taken: Uint8Array,
): Pick<Matching, 'onlyLeft' | 'onlyRight' | 'unmatchable'> {
  const onlyLeft: (readonly number[])[] = [];
  const onlyRight: (readonly number[])[] = [];
  const add = (members: readonly number[]): void => {
    for (const member of members) taken[member] = 1;
    (index.isLeft(members[0] ?? 0) ? onlyLeft : onlyRight).push(members);
  };
  for (let level = 0; level < levels; level++)
    for (const members of joined(index, runsOf(index, order, level), taken, (_, run) => run.length > 1))
      if (!hasBothSides(index, members) && isOneObject(index, members)) add(members);
  const unmatchable: number[] = [];
  for (let entity = 0; entity < index.count(); entity++) {
    if (taken[entity] !== 0) continue;
    const { from, to } = index.keysOf(entity);
    if (from === to) unmatchable.push(entity);
    else add([entity]);
  }
  const byFirst = (a: readonly number[], b: readonly number[]): number => (a[0] ?? 0) - (b[0] ?? 0);
  return { onlyLeft: onlyLeft.sort(byFirst), onlyRight: onlyRight.sort(byFirst), unmatchable };
}
