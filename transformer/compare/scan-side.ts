import type { StreamScope } from '../../core/run.ts';
import type { RecordStore, StoredEntity, StoredRecord } from '../../platform/ports.ts';
import type { MappedFields } from './mapped-fields.ts';
import type { Location, ObjectIndex, Side } from './object-index.ts';

/** A stream of one side that may hold the entity. */
export type SideStream = { readonly scope: StreamScope; readonly fields: MappedFields };
export type Sides = Readonly<Record<Side, readonly SideStream[]>>;

/** Records that are in memory at a time. */
const page = 500;

async function* recordsOf(records: RecordStore, scope: StreamScope): AsyncGenerator<StoredRecord> {
  let after: string | undefined;
  for (;;) {
    const found = await records.scan(scope, after, page);
    yield* found;
    after = found.at(-1)?.key;
    // Not by the number found: a record may have gone while the page was read.
    if (after === undefined) return;
  }
}

/** Every entity of that kind of one side, stream by stream in key order. */
export async function* entitiesOf(
  records: RecordStore,
  sides: Sides,
  side: Side,
  entity: string,
): AsyncGenerator<{ readonly location: Location; readonly entity: StoredEntity }> {
  for (const [stream, { scope }] of sides[side].entries())
    for await (const record of recordsOf(records, scope))
      for (const [nth, found] of ofKind(record, entity).entries())
        yield { location: { side, stream, key: record.key, nth }, entity: found };
}

const ofKind = (record: StoredRecord, entity: string): readonly StoredEntity[] =>
  record.entities.filter((one) => one.entity === entity);

/** Fewer are read one by one; of more, both sides are gone through once more. */
const worthScanning = 200;

/** The stored entities behind numbers of an index; those that are gone by now are absent. */
export async function fetchEntities(
  records: RecordStore,
  sides: Sides,
  entity: string,
  index: ObjectIndex,
  wanted: readonly number[],
): Promise<ReadonlyMap<number, StoredEntity>> {
  const places = wanted.map((number) => ({ number, location: index.location(number) }));
  const found = new Map<number, StoredEntity>();
  if (places.length < worthScanning) {
    for (const { number, location } of places) {
      const scope = sides[location.side][location.stream]?.scope;
      const record = scope && (await records.read(scope, location.key));
      const stored = record && ofKind(record, entity)[location.nth];
      if (stored) found.set(number, stored);
    }
    return found;
  }
  const numbers = new Map(places.map(({ number, location }) => [placeText(location), number]));
  for (const side of ['left', 'right'] as const)
    if (places.some(({ location }) => location.side === side))
      for await (const { location, entity: stored } of entitiesOf(records, sides, side, entity)) {
        const number = numbers.get(placeText(location));
        if (number !== undefined) found.set(number, stored);
      }
  return found;
}

const placeText = ({ side, stream, nth, key }: Location): string => `${side} ${stream} ${nth} ${key}`;
