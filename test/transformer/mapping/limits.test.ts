import { describe, expect, test } from '@jest/globals';
import { compileExpression } from '../../../transformer/mapping/expression/compile-expression.ts';
import { problemsOf } from './mapping-of.ts';

function refusal(text: string): string {
  const compiled = compileExpression(text);
  return compiled.ok ? 'compiled' : (compiled.refusals[0]?.message ?? '');
}

function codeOf(text: string, input: unknown): unknown {
  const compiled = compileExpression(text);
  if (!compiled.ok) throw new Error(compiled.refusals[0]?.message);
  try {
    compiled.evaluate(input);
  } catch (error) {
    return (error as { readonly code: unknown }).code;
  }
  return 'no error';
}

describe('a text that would cost too much to compile is refused at once', () => {
  test.each([
    ['too long', `'${'x'.repeat(4000)}'`, /4002 characters, more than 4000/],
    ['brackets', `${'('.repeat(100)}a${')'.repeat(100)}`, /More than 40 brackets/],
    ['brackets behind a word with a quote', `a'${'('.repeat(100)}b'${')'.repeat(100)}`, /More than 40 brackets/],
    ['?? doubling the tree', `${'('.repeat(30)}a${' ?? b)'.repeat(30)}`, /More than 6 \?\? or \?:/],
    ['?: in filters', `${'a['.repeat(30)}b${' ?: c]'.repeat(30)} ?: d`, /More than 6 \?\? or \?:/],
    ['minus signs', `${'-'.repeat(3000)}a`, /nested too deeply/],
    ['a long chain of operators', Array.from({ length: 1500 }, () => 'a').join('&'), /nested too deeply/],
    [
      'copies of copies',
      `($a := [x, x]; ${Array.from({ length: 30 }, () => '$a := [$a, $a]; ').join('')}$a)`,
      /same data more than 1000 times/,
    ],
  ])('%s', (_name, text, expected) => {
    const start = performance.now();
    expect(refusal(text)).toMatch(expected);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test('what people write is far inside', () => {
    expect(refusal('a ?? b ?? c ?? d ?? e ?? f ?? g ?? h ?? i')).toBe('compiled');
    expect(refusal('((a ?? b) & (c ?? d)) ?? e')).toBe('compiled');
    expect(refusal(Array.from({ length: 150 }, (_, index) => `f${index}`).join(' & '))).toBe('compiled');
    expect(refusal(`'((((((((((((((((((((((((((((((((((((((((((((((((((((' & "[[[[[[" & \`{{{\` /* (((( */`)).toBe(
      'compiled',
    );
  });

  test('fields nested too deeply', () => {
    const nested = `${'{ a: '.repeat(20)}A${' }'.repeat(20)}`;
    expect(problemsOf(`entities: [{ entity: thing, fields: ${nested} }]`)).toEqual([
      expect.stringMatching(/nested more than 16 deep/),
    ]);
  });
});

describe('an evaluation ends', () => {
  const many = Array.from({ length: 500 }, (_, index) => ({ n: index, t: 'x'.repeat(100) }));

  test('when a list is crossed with itself', () => {
    expect(codeOf('a.$$.a.$$.a.n', { a: many })).toBe('too-much-work');
    expect(codeOf('a[$$.a[$$.a[n = 1]]]', { a: many })).toBe('too-much-work');
    expect(codeOf('a.[$$.a.[$$.a]]', { a: many })).toBe('too-much-work');
    expect(codeOf('a.($append($$.a, $$.a)).($append($$.a, $$.a))', { a: many })).toBe('too-much-work');
    expect(codeOf('a.($$.b & n)', { a: many, b: 'x'.repeat(1_000_000) })).toBe('too-much-work');
    expect(codeOf('a.n', { a: many })).toBe('no error');
  });

  test('when a text grows without bound', () => {
    expect(codeOf("$pad('x', 1000000000)", {})).toBe('too-long');
    expect(codeOf("$replace(t, 'x', t)", { t: 'x'.repeat(10_000) })).toBe('too-long');
    expect(codeOf('$join(a, t)', { a: Array.from({ length: 2000 }, () => 'x'), t: 'x'.repeat(10_000) })).toBe(
      'too-long',
    );
    expect(codeOf('($a := t & t; $b := $a & $a; $c := $b & $b; $c & $c)', { t: 'x'.repeat(1_000_000) })).toBe(
      'too-long',
    );
  });

  test('when a record is deeper than the stack', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = { a: deep };
    const compiled = compileExpression('$string(a)');
    expect(() => compiled.ok && compiled.evaluate({ a: deep })).toThrow();
  });

  test('in linear time over long lists', () => {
    const values = Array.from({ length: 20_000 }, (_, index) => ({ id: index, name: `n${index}` }));
    const start = performance.now();
    expect(codeOf('$count($distinct(a))', { a: values })).toBe('no error');
    expect(codeOf('[a.id, a.name]', { a: values })).toBe('no error');
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
