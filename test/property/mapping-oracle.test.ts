import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { functions } from '../../transformer/mapping/functions/registry.ts';
import { parseSignature } from '../../transformer/mapping/functions/signature.ts';
import { compare, count, newTally, show } from '../transformer/mapping/oracle.ts';

/** The same cases each time. For a search by hand: MAPPING_RUNS=100000 MAPPING_SEED=7 npm test -- test/property/mapping-oracle */
const runs = Number(process.env['MAPPING_RUNS'] ?? 3000);
const seed = Number(process.env['MAPPING_SEED'] ?? 20261121);

const name = fc.constantFrom('a', 'b', 'c', 'd', '`x y`');
const text = fc.constantFrom(
  '',
  'a',
  'b',
  'St',
  ' x  y ',
  '12',
  '-1.50',
  'a,b',
  '2026-11-21',
  '😀z',
  '0x1F',
  'undefined',
);
const number = fc.constantFrom(0, 1, 2, -1, 0.1, 1.5, 2.5, -0.5, 12.345, 1e21, 100);
const scalar = fc.oneof(
  { weight: 3, arbitrary: text },
  { weight: 3, arbitrary: number },
  fc.constantFrom(true, false, null),
);

const { value } = fc.letrec<{ value: unknown; object: unknown; array: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    { weight: 2, arbitrary: tie('object') },
    { weight: 2, arbitrary: tie('array') },
  ),
  object: fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd', 'x y', 'constructor', '__proto__', 'length', '1'),
    tie('value'),
    {
      maxKeys: 4,
    },
  ),
  array: fc.array(tie('value'), { maxLength: 3 }),
}));
const lines = fc.array(fc.record({ a: scalar, b: scalar, c: value }, { requiredKeys: [] }), { maxLength: 3 });
const record = fc.oneof(
  { weight: 6, arbitrary: fc.record({ a: value, b: value, c: value, d: lines, 'x y': scalar }, { requiredKeys: [] }) },
  value,
);

/** Calls with as many arguments as the function takes, some of them already there. */
function call(inner: fc.Arbitrary<string>, given: number): fc.Arbitrary<string> {
  return fc.constantFrom(...functions).chain(({ name: called, signature }) => {
    const parameters = parseSignature(signature);
    const least = parameters.filter((parameter) => !parameter.optional && !parameter.context).length;
    const range = { minLength: Math.max(0, least - given), maxLength: Math.max(0, parameters.length - given) };
    return fc.array(inner, range).map((args) => `$${called}(${args.join(', ')})`);
  });
}
const operator = fc.constantFrom(...'+ - * / % & = != < <= > >= in and or ?? ?:'.split(' '));
const literal = fc.oneof(
  text.map((value) => JSON.stringify(value)),
  number.map(String),
  fc.constantFrom('true', 'false', 'null'),
);
const source = fc.constantFrom('$', '$$', '$v', '$record', '$codes', 'missing', 'constructor', '`__proto__`', '`1`');

const { expression } = fc.letrec<{ expression: string; step: string; path: string; block: string; call: string }>(
  (tie) => {
    const inner = tie('expression');
    const list = fc.array(inner, { maxLength: 3 });
    const keys = fc.oneof({ weight: 5, arbitrary: fc.constantFrom('"k"', '"m"', '"a"', '"__proto__"') }, inner);
    return {
      expression: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        name,
        literal,
        source,
        { weight: 6, arbitrary: tie('path') },
        { weight: 4, arbitrary: tie('call') },
        { weight: 4, arbitrary: fc.tuple(inner, operator, inner).map(([a, op, b]) => `(${a} ${op} ${b})`) },
        fc.tuple(inner, operator, inner).map(([a, op, b]) => `${a} ${op} ${b}`),
        fc.tuple(inner, inner, inner).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
        fc.tuple(inner, inner).map(([a, b]) => `(${a} ? ${b})`),
        { weight: 2, arbitrary: list.map((items) => `[${items.join(', ')}]`) },
        {
          weight: 2,
          arbitrary: fc
            .array(fc.tuple(keys, inner), { maxLength: 3 })
            .map((pairs) => `{${pairs.map((pair) => pair.join(': ')).join(', ')}}`),
        },
        inner.map((a) => `-${a}`),
        { weight: 2, arbitrary: tie('block') },
        fc.tuple(inner, call(inner, 1)).map(([a, f]) => `${a} ~> ${f}`),
        fc.tuple(inner, fc.constantFrom(...functions)).map(([a, f]) => `(${a} ~> $${f.name})`),
      ),
      call: call(inner, 0),
      block: fc.oneof(
        inner.map((a) => `(${a})`),
        fc.tuple(inner, inner).map(([a, b]) => `($v := ${a}; ${b})`),
        fc.tuple(inner, inner, inner).map(([a, b, c]) => `($w := ${a}; $v := ${b}; [$w, ${c}])`),
      ),
      step: fc
        .tuple(
          fc.oneof(
            { weight: 6, arbitrary: name },
            { weight: 2, arbitrary: source },
            { weight: 2, arbitrary: tie('block') },
            tie('call'),
            list.map((items) => `[${items.join(', ')}]`),
            inner.map((a) => `{"k": ${a}}`),
            fc.constant('"a"'),
          ),
          fc.oneof(
            { weight: 6, arbitrary: fc.constant('') },
            inner.map((a) => `[${a}]`),
            fc.constantFrom('[0]', '[-1]', '[]', '[1.5]', '[0][]', '[[0,1]]', '[$ = 1]', '[a = b]', '[a]'),
          ),
        )
        .map((parts) => parts.join('')),
      path: fc.array(tie('step'), { minLength: 1, maxLength: 4 }).map((steps) => steps.join('.')),
    };
  },
);

test('generated expressions over generated records: compiled equals interpreted', async () => {
  const tally = newTally();
  const tables = { codes: { a: 'A', b: 'B', St: 'C62', '12': 'x' } };
  const property = fc.asyncProperty(expression, record, async (text, input) => {
    const verdict = await compare(`($v := c; ${text})`, input, { tables, record: { a: input, d: [{ a: 1 }] } });
    count(tally, verdict);
    if (verdict.kind === 'unequal') throw new Error(verdict.report);
  });
  try {
    await fc.assert(property, { numRuns: runs, seed });
  } finally {
    process.stdout.write(show('generated', tally));
  }
  expect(tally.unequal).toEqual([]);
  expect(tally.equal).toBeGreaterThan(runs * 0.6);
}, 3_600_000);
