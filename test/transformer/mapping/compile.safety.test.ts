import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { compileExpression } from '../../../transformer/mapping/expression/compile-expression.ts';
import { mapFields, problemsOf } from './mapping-of.ts';

function evaluate(text: string, input: unknown): unknown {
  const compiled = compileExpression(text, { tables: { units: { ST: 'C62' } } });
  if (!compiled.ok) throw new Error(compiled.refusals[0]?.message);
  return compiled.evaluate(input);
}

describe('prototypes are never reached', () => {
  test.each(['constructor', '__proto__', '`__proto__`', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'])(
    '%s is a field like any other',
    (name) => {
      for (const input of [{}, [], [{}], 'text', 5, null, undefined]) expect(evaluate(name, input)).toBeUndefined();
      expect(evaluate(`A.${name}`, { A: [] })).toBeUndefined();
      expect(evaluate(`A.${name}.${name}`, { A: {} })).toBeUndefined();
      expect(evaluate(`$lookup($, "${name.replaceAll('`', '')}")`, {})).toBeUndefined();
      expect(evaluate(`$lookup($units, "${name.replaceAll('`', '')}")`, {})).toBeUndefined();
      expect(evaluate(`$units.${name}`, {})).toBeUndefined();
    },
  );

  test('a key __proto__ in the data is data, and stays data', () => {
    const input = JSON.parse('{"__proto__": {"polluted": 1}, "A": [{"__proto__": 2}]}') as unknown;
    expect(evaluate('`__proto__`.polluted', input)).toBe(1);
    expect(evaluate('polluted', input)).toBeUndefined();
    for (const text of ['{"__proto__": {"polluted": 1}}', '$merge([$, {"a": 1}])', '{Key: {"polluted": 1}}']) {
      const made = evaluate(text, { ...(input as object), Key: '__proto__' }) as object;
      expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
      expect('polluted' in made).toBe(false);
    }
    expect('polluted' in {}).toBe(false);
  });

  test('a target field or table cannot be named so', () => {
    expect(problemsOf('entities: [{ entity: thing, fields: { "__proto__": A } }]')).toHaveLength(1);
    expect(mapFields('constructor: A\ntoString: B', { A: 1 })).toEqual({ constructor: 1 });
    const tables = 'tables: { units: { constructor: x } }\nentities: [{ entity: thing, fields: { a: A } }]';
    expect(() => problemsOf(tables)).toThrow('no problems');
  });

  test('values that jsonata would take for functions of its own are data', () => {
    const input = { A: { _jsonata_function: true, implementation: 'x' }, outerWrapper: true, tupleStream: true };
    expect(evaluate('A', input)).toEqual(input.A);
    expect(evaluate('A.implementation', input)).toBe('x');
    expect(evaluate('$.outerWrapper', input)).toBe(true);
  });
});

test('no source file of the compiler evaluates text', () => {
  const folder = join(import.meta.dirname, '../../../transformer/mapping');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) {
    const source = readFileSync(join(folder, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'|`[^`]*`/g, '');
    expect({ file, found: /\beval\s*\(|\bFunction\s*\(|node:vm|\.evaluate\(.*jsonata/.test(source) }).toEqual({
      file,
      found: false,
    });
  }
});
