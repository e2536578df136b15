import { describe, expect, test } from '@jest/globals';
import { compileExpression } from '../../../transformer/mapping/expression/compile-expression.ts';
import { problemsOf } from './mapping-of.ts';

/** `offset message | hint` of the first refusal. */
function refusal(text: string): string {
  const compiled = compileExpression(text);
  if (compiled.ok) throw new Error(`${text} was not refused`);
  const [first] = compiled.refusals;
  return `${first?.offset} ${first?.message} | ${first?.hint}`;
}

describe('what is outside the subset is refused, with what to write instead', () => {
  test.each([
    ['Items.(function($x){$x})', /^15 Functions of your own are not part of mappings \| Use each:/],
    ['$map(Items, $f)', /^12 \$f is not assigned here \| /],
    ['1 + $filter(Items, 1)', /^4 \$filter takes a function.*\| Use each:/],
    ['$contains(Name, /a+/)', /^16 Regular expressions .*\| Use \$contains, \$substringBefore/],
    ['A / /x/', /^4 Regular expressions/],
    ['$eval(Name)', /^0 \$eval would run text from the record as code/],
    ['A & $now()', /^4 \$now gives another value each time/],
    ['$random()', /^0 \$random gives another value each time/],
    ['$upercase(Name)', /^0 There is no function \$upercase \| Did you mean "\$uppercase"\?/],
    ['substring(Name, 1)', /^0 substring is not a function \| Did you mean \$substring\?/],
    ['A & $unit', /^4 \$unit is not assigned here/],
    ['Name ~> $uppercase ~> $sum2', /^22 There is no function \$sum2/],
    ['$count($uppercase)', /^7 \$uppercase is a function, and functions are not values/],
    ['Items^(Price)', /^5 Sorting/],
    ['Items{Id: Price}', /^5 Grouping/],
    ['Items.%.Id', /^6 The parent operator % .*\| Start from \$record/],
    ['Items@$i.Id', /^0 Binding with @/],
    ['Items#$i', /^0 Binding with #/],
    ['A ~> |B|{"c": 1}|', /^5 Only a function can stand on the right of ~>/],
    ['|A|{"b": 1}|', /^0 The transform operator/],
    ['A.*', /^2 The wildcard \*/],
    ['**.B', /^0 The descendant wildcard \*\*/],
    ['[1..3]', /^2 Ranges/],
    ['$substring(?, 1)', /^0 Partial calls/],
    ['$x := 1', /^3 := stands only as a statement/],
    ['($record := 1; $record)', /^1 \$record already has a meaning|^1 \$record/],
    ['($sum := 1; $sum)', /^1 \$sum already has a meaning/],
    ['$exists()', /^0 \$exists takes 1 arguments, not 0 \| For example/],
    ['$substring(A, 1, 2, 3)', /^0 \$substring takes 1 to 3 arguments, not 4/],
    ['A +', /^3 Not a valid expression/],
    ["A & 'b", /Not a valid expression: String literal/],
    ['', /^0 The expression is empty/],
    ['[A][0].B', /A path cannot begin with an array constructor/],
  ])('%s', (text, expected) => {
    expect(refusal(text)).toMatch(expected);
  });

  test('everything in one expression at once', () => {
    const compiled = compileExpression('$now() & Items^(A) & $unit & **');
    expect(compiled.ok ? [] : compiled.refusals.map(({ offset }) => offset)).toEqual([0, 14, 21, 29]);
  });
});

describe('problems of a file, all at once, each with its place', () => {
  test('structure', () => {
    expect(
      problemsOf(`tabels: {}
tables: { units: { ST: 5 }, sum: {}, "1x": {} }
entities:
  - entity: Supplier
    wen: A
    fields:
      a: 5
      b:
      c: { each: A, fields: { d: D }, filter: x }
      e: { list: [] }
      f: { list: [{ wen: A }] }
      when: A
      "g-h": A
      i: {}
      j: [A]
  - fields: x`),
    ).toEqual([
      '1:1 Unknown key "tabels" | Did you mean "tables"? Allowed: tables, entities.',
      '2:24 The meaning of code ST must be a text | Put it in quotes.',
      '2:29 $sum already has a meaning | Choose another name.',
      '2:38 "1x" is no name for a code list | Letters, digits and _, beginning with a letter.',
      '4:13 entity must be the name of an entity | For example supplier-invoice, party or project.',
      '5:5 Unknown key "wen" | Did you mean "when"? Allowed: entity, when, id, fields.',
      '7:10 An expression must be a text, not the number 5 | Write it in quotes: "5".',
      expect.stringMatching(/^8:\d+ An expression must be a text, not nothing/),
      '9:39 Unknown key "filter" | Allowed: each, when, fields.',
      '10:18 The list of e must be a list with at least one item, not a list | ',
      expect.stringMatching(/^11:\d+ The key fields is missing/),
      '11:21 Unknown key "wen" | Did you mean "when"? Allowed: when, fields.',
      expect.stringMatching(/^12:7 The key when has no place here/),
      '13:7 "g-h" is no field name | Letters, digits and _, beginning with a letter.',
      '14:10 There are no fields here | Name at least one.',
      '15:10 The field j must be a map of keys and values, not a list | ',
      expect.stringMatching(/^16:\d+ The key entity is missing/),
      '16:13 fields must be a map of keys and values, not a text | ',
    ]);
  });

  test('expressions, at their own column: plain, quoted, in several lines', () => {
    const problems = problemsOf(`entities:
  - entity: thing
    when: A = $now()
    fields:
      a: B & $unit
      b: "'x' & $unit"
      c: { each: Items, fields: { d: 'C & [**]' } }
      e: |
        A &
          $unit
      f: >-
        A &
        $unit
      g: "\\x41 & $unit"
      h: 'A & '''' & $unit'
`);
    expect(problems.map((problem) => problem.replace(/ \|.*/s, ''))).toEqual([
      '3:15 thing.(when): $now gives another value each time: a record would look changed on every run',
      '5:14 thing.a: $unit is not assigned here',
      '6:17 thing.b: $unit is not assigned here',
      expect.stringMatching(/^7:44 thing.c.d: The descendant wildcard/),
      '10:11 thing.e: $unit is not assigned here',
      '11:10 thing.f: $unit is not assigned here (line 1, column 5 of the expression)',
      '14:18 thing.g: $unit is not assigned here',
      '15:22 thing.h: $unit is not assigned here',
    ]);
  });

  test('codes that YAML makes numbers of', () => {
    expect(
      problemsOf(`tables:
  codes: { 01: a, 2: b, "02": c, 0x1F: d, 10.0: e, True: f, yes: g }
entities:
  - { entity: thing, fields: { a: A } }`),
    ).toEqual([
      '2:12 The code 01 is read as the number or word "1" | Put it in quotes: \'01\'.',
      '2:34 The code 0x1F is read as the number or word "31" | Put it in quotes: \'0x1F\'.',
      '2:43 The code 10.0 is read as the number or word "10" | Put it in quotes: \'10.0\'.',
      '2:52 The code True is read as the number or word "true" | Put it in quotes: \'True\'.',
    ]);
  });

  test('no entities, no map, syntax errors of YAML', () => {
    expect(problemsOf('tables: {}')).toEqual([expect.stringMatching(/entities must be a list/)]);
    expect(problemsOf('')).toEqual([expect.stringMatching(/A mapping file must be a map/)]);
    expect(problemsOf('- a')).toHaveLength(2);
    expect(problemsOf('a: [')).not.toEqual([]);
    expect(problemsOf('entities: []')).toEqual([expect.stringMatching(/at least one item/)]);
  });
});
