import { append, emptySequence, isSequence } from '../expression/sequence.ts';
import { isEqual, isNumeric, isTruthy, lookup, setOwn } from '../expression/values.ts';
import { defineFunction, type MappingFunction, type Optional } from './function.ts';

type Values = Optional<readonly unknown[]>;

/** Own keys of an object; of a list, those of all its objects, each once. */
function keys(value: unknown): unknown[] {
  const found = emptySequence();
  if (Array.isArray(value)) {
    const merged: Record<string, unknown> = {};
    for (const item of value) for (const key of keys(item)) setOwn(merged, key as string, true);
    found.push(...Object.keys(merged));
  } else if (value !== null && typeof value === 'object') {
    for (const key of Object.keys(value)) found.push(key);
  }
  return found;
}

function merge(objects: Values): unknown {
  if (objects === undefined) return undefined;
  const merged: Record<string, unknown> = {};
  for (const object of objects) {
    for (const [key, value] of Object.entries(object as object)) setOwn(merged, key, value);
  }
  return merged;
}

/** A text that equal values share, so that each is compared with few others. A list counts as an object with a length. */
function bucketOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`;
  const fields = [
    ...Object.keys(Array.isArray(value) ? [...value] : value),
    ...(Array.isArray(value) ? ['length'] : []),
  ];
  fields.sort();
  return `{${fields.map((field) => `${JSON.stringify(field)}:${bucketOf(Reflect.get(value, field))}`).join()}}`;
}

function distinct(value: unknown): unknown {
  if (!Array.isArray(value) || value.length <= 1) return value;
  const kept: unknown[] = isSequence(value) ? emptySequence() : [];
  const buckets = new Map<string, unknown[]>();
  for (const item of value) {
    const bucket = bucketOf(item);
    const alike = buckets.get(bucket) ?? [];
    if (alike.some((other) => isEqual(item, other))) continue;
    alike.push(item);
    buckets.set(bucket, alike);
    kept.push(item);
  }
  return kept;
}

function type(value: unknown): Optional<string> {
  if (value === undefined) return undefined;
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return isNumeric(value) ? 'number' : 'object';
  return typeof value;
}

export const valueFunctions: readonly MappingFunction[] = [
  defineFunction<[unknown]>({
    name: 'boolean',
    signature: '<x-:b>',
    doc: 'The truth of a value: empty texts, lists and objects, 0 and null are false.',
    example: "$boolean('x') = true",
    implementation: (value) => (value === undefined ? undefined : isTruthy(value)),
  }),
  defineFunction<[unknown]>({
    name: 'not',
    signature: '<x-:b>',
    doc: 'The opposite of the truth of a value.',
    example: '$not(0) = true',
    implementation: (value) => (value === undefined ? undefined : !isTruthy(value)),
  }),
  defineFunction<[unknown]>({
    name: 'exists',
    signature: '<x:b>',
    doc: 'Whether there is a value; null is one.',
    example: '$exists(Name) = true',
    implementation: (value) => value !== undefined,
  }),
  defineFunction<[unknown]>({
    name: 'type',
    signature: '<x:s>',
    doc: "The type: 'null', 'number', 'string', 'boolean', 'array' or 'object'.",
    example: "$type('x') = 'string'",
    implementation: type,
  }),
  defineFunction<[Values]>({
    name: 'count',
    signature: '<a:n>',
    doc: 'Number of items; a single value is one item, nothing none.',
    example: '$count([7, 8]) = 2',
    implementation: (values) => values?.length ?? 0,
  }),
  defineFunction<[unknown, unknown]>({
    name: 'append',
    signature: '<xx:a>',
    doc: 'Two lists or values as one list.',
    example: '$append([1], 2) = [1, 2]',
    implementation: append,
  }),
  defineFunction<[Values]>({
    name: 'reverse',
    signature: '<a:a>',
    doc: 'The list from its end.',
    example: '$reverse([1, 2]) = [2, 1]',
    implementation: (values) => (values === undefined || values.length <= 1 ? values : [...values].reverse()),
  }),
  defineFunction<[unknown]>({
    name: 'distinct',
    signature: '<x:x>',
    doc: 'The list without repetitions.',
    example: '$distinct([1, 2, 1]) = [1, 2]',
    implementation: distinct,
  }),
  defineFunction<[unknown, Optional<string>]>({
    name: 'lookup',
    signature: '<x-s:x>',
    doc: 'The field of that name, or the entry of a code list.',
    example: "$lookup($units, 'H') = 'HUR'",
    implementation: (value, key) => lookup(value, String(key)),
  }),
  defineFunction<[unknown]>({
    name: 'keys',
    signature: '<x-:a>',
    doc: 'The names of the fields of an object.',
    example: "$keys({'a': 1, 'b': 2}) = ['a', 'b']",
    implementation: keys,
  }),
  defineFunction<[Values]>({
    name: 'merge',
    signature: '<a<o>:o>',
    doc: 'The fields of several objects in one; the last of a name wins.',
    example: "$merge([{'a': 1}, {'b': 2}]) = {'a': 1, 'b': 2}",
    implementation: merge,
  }),
];
