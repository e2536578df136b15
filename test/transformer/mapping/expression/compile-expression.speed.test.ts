import { expect, test } from '@jest/globals';
import jsonata from 'jsonata';
import { compileExpression } from '../../../../transformer/mapping/expression/compile-expression.ts';

/** A look at the ratio, printed and not asserted: timing on a shared machine says little. Budgets are in bench/. */
const text = `{
  'number': Reference, 'date': $substring(DocumentDate, 0, 10), 'note': $trim(Note), 'seller': { 'id': Party, 'country': $uppercase(Country) },
  'currency': Currency = 'EUR' ? 'EUR' : Currency, 'total': $number(Gross) * 1,
  'lines': to_Item.{ 'id': Item, 'quantity': Quantity, 'amount': Price * Quantity, 'unit': Unit ?? 'C62' } }`;
const record = {
  ...{
    Reference: 'R1',
    DocumentDate: '2026-03-01T00:00:00',
    Note: ' a  b ',
    Party: 'V1',
    Country: 'se',
    Currency: 'SEK',
  },
  Gross: '1190.50',
  to_Item: Array.from({ length: 5 }, (_, index) => ({ Item: `${index}`, Quantity: index, Price: 10.5, Unit: 'H' })),
};

test('compiled beside interpreted', async () => {
  const compiled = compileExpression(text);
  if (!compiled.ok) throw new Error(compiled.refusals[0]?.message);
  const interpreter = jsonata(text);
  expect(JSON.stringify(compiled.evaluate(record))).toBe(JSON.stringify(await interpreter.evaluate(record)));
  for (let index = 0; index < 2000; index++) compiled.evaluate(record);
  let start = performance.now();
  for (let index = 0; index < 5000; index++) compiled.evaluate(record);
  const fast = (performance.now() - start) / 5000;
  start = performance.now();
  for (let index = 0; index < 300; index++) await interpreter.evaluate(record);
  const slow = (performance.now() - start) / 300;
  const ratio = Math.round(slow / fast);
  process.stdout.write(
    `mapping speed: ${(fast * 1000).toFixed(1)} µs compiled, ${(slow * 1000).toFixed(0)} µs jsonata, ${ratio} times\n`,
  );
});
