import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { objectShape } from '../../../transformer/mapping/object-shape.ts';

test('has the values that are there, in the order of the names; with few names, with many, and with odd ones', () => {
  const name = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('__proto__', 'constructor', '1', '0'));
  const value = fc.oneof(fc.constantFrom(undefined, null), fc.integer(), fc.string());
  fc.assert(
    fc.property(
      fc
        .uniqueArray(name, { maxLength: 60 })
        .chain((names) =>
          fc.tuple(fc.constant(names), fc.array(fc.array(value, { minLength: names.length, maxLength: names.length }))),
        ),
      ([names, records]) => {
        const shape = objectShape(names);
        for (const values of records) {
          const entries = names
            .map((key, index) => [key, values[index]] as const)
            .filter(([, item]) => item !== undefined && item !== null);
          const made = shape(values);
          if (entries.length === 0) expect(made).toBeUndefined();
          else expect(Object.entries(made ?? {})).toEqual(Object.entries(Object.fromEntries(entries)));
        }
      },
    ),
  );
});

test('each object is its own', () => {
  const shape = objectShape(['a', 'b']);
  const [one, two] = [shape([1, 2]), shape([3, 4])];
  expect([one, two]).toEqual([
    { a: 1, b: 2 },
    { a: 3, b: 4 },
  ]);
});
