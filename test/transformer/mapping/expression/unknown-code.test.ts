import { describe, expect, test } from '@jest/globals';
import { applyMapping } from '../../../../transformer/mapping/compile.ts';
import type { UnknownCode } from '../../../../transformer/mapping/expression/unknown-code.ts';
import { mappingOf } from '../mapping-of.ts';

function unknownIn(expression: string, record: object, more = ''): readonly UnknownCode[] | undefined {
  const mapping = mappingOf(`
tables:
  units: { ST: H87, H: HUR }
  others: { KM: KMT }
entities:
  - entity: item
    ${more}
    fields:
      number: "'1'"
      unit: ${JSON.stringify(expression)}
`);
  return applyMapping(mapping, record)[0]?.unknownCodes;
}

const pce = [{ code: 'PCE', path: 'Unit', target: 'item.unit' }];

describe('a code that the list does not have', () => {
  test.each([
    ['is kept as it came', '$lookup($units, Unit) ?? Unit', pce],
    ['is kept in another spelling', '$lookup($units, Unit) ?? $lowercase(Unit)', pce],
    ['is left out', '$lookup($units, Unit)', pce],
    ['is in neither of two lists', '$lookup($units, Unit) ?? $lookup($others, Unit) ?? Unit', [...pce, ...pce]],
    ['comes by a variable', '($unit := Unit; $lookup($units, $unit))', pce],
  ])('is told when it %s', (_how, expression, told) => {
    expect(unknownIn(expression, { Unit: 'PCE' })).toEqual(told);
  });

  test.each([
    ['is ours already', '$lookup($units, Unit) ?? Unit', { Unit: 'HUR' }],
    ['is in the list', '$lookup($units, Unit) ?? Unit', { Unit: 'H' }],
    ['is in the second list', '$lookup($units, Unit) ?? $lookup($others, Unit)', { Unit: 'KM' }],
    ['is blank', '$lookup($units, Unit)', { Unit: ' ' }],
    ['has a word of the mapping for it', "$lookup($units, Unit) ?? 'ZZ'", { Unit: 'PCE' }],
    ['only decides something', "$exists($lookup($units, Unit)) ? 'known' : 'other'", { Unit: 'PCE' }],
    ['is looked up in an object of the record', '$lookup(Units, Unit)', { Unit: 'PCE', Units: { A: 'B' } }],
  ])('is not told when it %s', (_how, expression, record) => {
    expect(unknownIn(expression, record) ?? []).toEqual([]);
  });

  test('is not told when it only leaves the entity out', () => {
    const when = 'when: "$not($exists($lookup($units, Unit)))"';
    expect(unknownIn("'x'", { Unit: 'PCE' }, when)).toEqual([]);
  });
});

test('one record tells of so many at most', () => {
  const mapping = mappingOf(`
tables: { units: { ST: H87 } }
entities:
  - entity: sales-order
    fields:
      lines: { each: Lines, fields: { id: Id, unit: "$lookup($units, Unit) ?? Unit" } }
`);
  const Lines = Array.from({ length: 500 }, (_, index) => ({ Id: `${index}`, Unit: `U${index}` }));
  expect(applyMapping(mapping, { Lines })[0]?.unknownCodes).toHaveLength(50);
});
