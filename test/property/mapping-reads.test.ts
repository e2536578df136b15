import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileExpression } from '../../transformer/mapping/expression/compile-expression.ts';

/**
 * A mapping says which source fields it reads, and the ERP is asked for no others: what is not among them must not matter.
 */
const field = fc.constantFrom('a', 'b', 'c', 'd');
const scalar = fc.constantFrom<unknown>('', 'x', '7', 0, 1, 2, true, false, null);
const object = fc.dictionary(field, fc.oneof(scalar, fc.array(fc.dictionary(field, scalar), { maxLength: 3 })), {
  maxKeys: 4,
});
const record = fc.dictionary(field, fc.oneof(scalar, object, fc.array(object, { maxLength: 3 })), { maxKeys: 4 });

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie('expression');
  const path = fc.array(field, { minLength: 1, maxLength: 3 }).map((names) => names.join('.'));
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 4, arbitrary: path },
      fc.constantFrom('1', "'x'", '$v', '$v.a', '$record.d', '$$.c', '$record.a.b'),
      fc.tuple(path, inner).map(([a, b]) => `${a}.(${b})`),
      fc.tuple(path, inner).map(([a, b]) => `${a}[${b}]`),
      fc.tuple(path, inner, field).map(([a, b, c]) => `${a}[${b}].${c}`),
      fc
        .tuple(inner, fc.constantFrom('=', 'in', 'and', 'or', '??', '?:', '&'))
        .chain(([a, op]) => inner.map((b) => `(${a} ${op} ${b})`)),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(inner, inner, field).map(([a, b, c]) => `(${a} ? ${b} : $$).${c}`),
      fc.tuple(inner, inner).map(([a, b]) => `($v := ${a}; ${b})`),
      fc.tuple(inner, inner).map(([a, b]) => `[${a}, ${b}]`),
      fc.tuple(inner, field).map(([a, b]) => `{'k': ${a}}.k.${b}`),
      fc
        .tuple(
          path,
          fc.constantFrom('$string()', '$count($)', '$keys()', "$lookup('a')", '$exists(b)', '$substring(1)'),
        )
        .map(([a, b]) => `${a}.${b}`),
      fc.tuple(inner, fc.constantFrom('$count', '$exists', '$string', '$distinct')).map(([a, f]) => `${f}(${a})`),
    ),
  };
});

function run(evaluate: (input: unknown, record: unknown) => unknown, input: unknown): string {
  try {
    return JSON.stringify(evaluate(input, input)) ?? 'undefined';
  } catch (error) {
    return String(error);
  }
}

/** A copy in which fields that are not read have other values; parents of what is read stay. */
function disturbed(value: unknown, path: string, reads: readonly string[], other: unknown): unknown {
  if (reads.some((read) => read === path || read === '*' || path.startsWith(`${read}.`))) return value;
  if (!reads.some((read) => read.startsWith(`${path}.`) || path === '')) return other;
  if (Array.isArray(value)) return value.map((item) => disturbed(item, path, reads, other));
  if (value === null || typeof value !== 'object') return value;
  const fields = new Set([
    ...Object.keys(value),
    'zz',
    ...['a', 'b', 'c', 'd'].filter((name) => !reads.some((read) => read === `${path}${path && '.'}${name}`)),
  ]);
  const copy: Record<string, unknown> = {};
  for (const name of fields) {
    const below = path === '' ? name : `${path}.${name}`;
    const isParent = reads.some((read) => read === below || read.startsWith(`${below}.`));
    if (isParent && !Object.hasOwn(value, name)) continue;
    copy[name] = disturbed((value as Record<string, unknown>)[name], below, reads, other);
  }
  return copy;
}

test('changing what is not among the reads never changes the result', () => {
  let compared = 0;
  const runs = Number(process.env['MAPPING_RUNS'] ?? 4000);
  const property = fc.property(expression, record, scalar, (text, input, other) => {
    const compiled = compileExpression(`($v := b; ${text})`, { hasRecord: true });
    if (!compiled.ok) return;
    compared++;
    const changed = disturbed(input, '', compiled.reads, other);
    expect({ text, reads: compiled.reads, result: run(compiled.evaluate, changed) }).toEqual({
      text,
      reads: compiled.reads,
      result: run(compiled.evaluate, input),
    });
  });
  fc.assert(property, { numRuns: runs, seed: Number(process.env['MAPPING_SEED'] ?? 20261121) });
  process.stdout.write(`reads: ${compared} expressions compared\n`);
  expect(compared).toBeGreaterThan(runs * 0.9);
}, 600_000);
