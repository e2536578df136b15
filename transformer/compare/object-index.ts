import { type Hash64, hash64 } from './hash64.ts';
import { type NumberList, numberList } from './number-list.ts';
import type { ObjectKey } from './object-keys.ts';

export type Side = 'left' | 'right';

/** Where an entity is stored: the stream by its number, the record, and which of its entities of that kind. */
export type Location = { readonly side: Side; readonly stream: number; readonly key: string; readonly nth: number };

/**
 * Both sides of a comparison in memory, about a hundred bytes per entity whatever its size: where it is stored, a hash
 * of what is compared, and hashes of the keys it is matched by. Entities have numbers in the order in which they are added.
 */
export type ObjectIndex = {
  add(location: Location, digest: Hash64, keys: readonly ObjectKey[]): number;
  count(): number;
  location(entity: number): Location;
  isLeft(entity: number): boolean;
  stream(entity: number): number;
  sameDigest(a: number, b: number): boolean;
  /** Keys have numbers, too: those of an entity follow each other. */
  keysOf(entity: number): { readonly from: number; readonly to: number };
  readonly keys: {
    readonly level: NumberList;
    readonly high: NumberList;
    readonly low: NumberList;
    readonly owner: NumberList;
  };
};

const bytes = (length: number): Uint8Array => new Uint8Array(length);
const words = (length: number): Uint16Array => new Uint16Array(length);
const longs = (length: number): Uint32Array => new Uint32Array(length);

export function objectIndex(): ObjectIndex {
  const recordKeys: string[] = [];
  const [sides, streams, nths] = [numberList(bytes), numberList(words), numberList(words)];
  const digests = { high: numberList(longs), low: numberList(longs) };
  const firstKeys = numberList(longs);
  const keys = { level: numberList(bytes), high: numberList(longs), low: numberList(longs), owner: numberList(longs) };
  return {
    add: ({ side, stream, key, nth }, digest, own) => {
      const entity = recordKeys.push(key) - 1;
      sides.push(side === 'left' ? 1 : 0);
      streams.push(stream);
      nths.push(nth);
      digests.high.push(digest.high);
      digests.low.push(digest.low);
      firstKeys.push(keys.owner.length());
      for (const { level, text } of own) {
        const { high, low } = hash64(text);
        keys.level.push(level);
        keys.high.push(high);
        keys.low.push(low);
        keys.owner.push(entity);
      }
      return entity;
    },
    count: () => recordKeys.length,
    location: (entity) => ({
      side: sides.at(entity) === 1 ? 'left' : 'right',
      stream: streams.at(entity),
      key: recordKeys[entity] ?? '',
      nth: nths.at(entity),
    }),
    isLeft: (entity) => sides.at(entity) === 1,
    stream: streams.at,
    sameDigest: (a, b) => digests.high.at(a) === digests.high.at(b) && digests.low.at(a) === digests.low.at(b),
    keysOf: (entity) => ({
      from: firstKeys.at(entity),
      to: entity + 1 < recordKeys.length ? firstKeys.at(entity + 1) : keys.owner.length(),
    }),
    keys,
  };
}
