import type { Leaf } from './leaves.ts';
import { fills, type MappedFields } from './mapped-fields.ts';

/** A field in which an object differs, with its values as they are stored; absent on a side that has none. */
export type FieldDifference = { readonly field: string; readonly left?: unknown; readonly right?: unknown };

/** One record of an object: what of it is compared, and which fields its stream fills at all. */
export type Facet = { readonly leaves: readonly Leaf[]; readonly fields: MappedFields };

/**
 * The fields in which the two sides of one object differ, in the order of the left one. Where a side has several records,
 * its sets are put together, and all its values of a field must be equal to the other side's.
 */
export function differencesOf(left: readonly Facet[], right: readonly Facet[]): readonly FieldDifference[] {
  const [ours, theirs] = [leavesByPlace(left), leavesByPlace(right)];
  const found: FieldDifference[] = [];
  for (const at of new Set([...ours.keys(), ...theirs.keys()])) {
    const [a, b] = [ours.get(at) ?? [], theirs.get(at) ?? []];
    const path = (a[0] ?? b[0])?.path ?? at;
    if (!left.some(({ fields }) => fills(fields, path)) || !right.some(({ fields }) => fills(fields, path))) continue;
    if (areEqual(a, b)) continue;
    const sides = [shown(a), shown(b)];
    found.push({
      field: at,
      ...(sides[0] !== undefined && { left: sides[0] }),
      ...(sides[1] !== undefined && { right: sides[1] }),
    });
  }
  return found;
}

function leavesByPlace(facets: readonly Facet[]): ReadonlyMap<string, readonly Leaf[]> {
  const places = new Map<string, Leaf[]>();
  for (const leaf of facets.flatMap(({ leaves }) => leaves)) {
    const known = places.get(leaf.at);
    if (known) known.push(leaf);
    else places.set(leaf.at, [leaf]);
  }
  return places;
}

function areEqual(a: readonly Leaf[], b: readonly Leaf[]): boolean {
  if (a.length === 0 || b.length === 0) return false;
  if ([...a, ...b].some(({ elements }) => elements !== undefined)) return elementsOf(a) === elementsOf(b);
  const texts = [...a, ...b].flatMap(({ text }) => text ?? []);
  return new Set(texts).size <= 1;
}

function elementsOf(leaves: readonly Leaf[]): string {
  return [...new Set(leaves.flatMap(({ elements }) => elements ?? []))].sort().join();
}

function shown(leaves: readonly Leaf[]): unknown {
  const byText = new Map(leaves.map((leaf) => [leaf.text, leaf.value]));
  const values = [...byText.values()];
  return values.length <= 1 ? values[0] : values;
}
