import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkExpression, environmentFor } from '../../../../transformer/mapping/expression/compile-expression.ts';
import { scalarPath } from '../../../../transformer/mapping/expression/scalar-path.ts';
import { asInput } from '../../../../transformer/mapping/expression/sequence.ts';

test('where it gives a value, the compiled expression gives the same', () => {
  const key = fc.constantFrom('a', 'b', 'length', 'constructor');
  const value = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('map'),
    ),
    list: fc.array(tie('tree'), { maxLength: 2 }),
    map: fc.dictionary(key, tie('tree')),
  })).tree;
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 3 }), value, (names, record) => {
      const checked = checkExpression(names.join('.'));
      if (!checked.ok) throw new Error('refused');
      const found = scalarPath(checked.node)?.(record);
      if (found !== undefined) expect(checked.evaluate(asInput(record), environmentFor(record, record))).toEqual(found);
    }),
  );
});
