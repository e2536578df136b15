import { expect, test } from '@jest/globals';
import { compileExpression } from '../../../../transformer/mapping/expression/compile-expression.ts';
import { functionNamed, functions } from '../../../../transformer/mapping/functions/registry.ts';

test.each(functions.map(({ name, example }) => [name, example]))('the example of $%s holds: %s', (_name, example) => {
  const compiled = compileExpression(example, { tables: { units: { H: 'HUR' } } });
  const holds = compiled.ok && compiled.evaluate({ Name: 'x' });
  expect({ example, holds }).toEqual({ example, holds: true });
});

test('names are unique, and only they are found', () => {
  expect(new Set(functions.map(({ name }) => name)).size).toBe(functions.length);
  expect(functionNamed('sum')?.name).toBe('sum');
  expect(functionNamed('constructor')).toBeUndefined();
});
