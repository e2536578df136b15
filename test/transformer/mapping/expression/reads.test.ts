import { expect, test } from '@jest/globals';
import { compileExpression } from '../../../../transformer/mapping/expression/compile-expression.ts';

test.each([
  ['A', ['A']],
  ["'x'", []],
  ['A.B.C', ['A.B.C']],
  ['A & B', ['A', 'B']],
  ['Items[Kind = "x"].Amount', ['Items.Amount', 'Items.Kind']],
  ['Items[0].Amount', ['Items.Amount']],
  ['Items.(Amount * Price)', ['Items.Amount', 'Items.Price']],
  ["Items.('x')", ['Items']],
  ['$count(Items)', ['Items']],
  ['Items.$$.Year', ['Items', 'Year']],
  ['$record.Year', ['Year']],
  ['$$.Year', ['Year']],
  ['$', ['*']],
  ['$string()', ['*']],
  ['$keys()', ['*']],
  ['$substring(Name, 2)', ['Name']],
  ['Name.$substring(2)', ['Name']],
  ['Name.$uppercase()', ['Name']],
  ['(Open ? Buyer : Seller).Id', ['Buyer.Id', 'Open', 'Seller.Id']],
  ['(Buyer ?? Seller).Id', ['Buyer.Id', 'Seller.Id']],
  ['($p := Party; $p.Id & $p.Name)', ['Party.Id', 'Party.Name']],
  ['{ "a": A }.a.b', ['A']],
  ['`Odd Name`.`a.b`', ['`Odd Name`.`a.b`']],
  ['$lookup($units, Unit) ?? Unit', ['Unit']],
])('%s reads %j', (text, reads) => {
  const compiled = compileExpression(text, { hasRecord: true, tables: { units: {} } });
  expect(compiled.ok && compiled.reads).toEqual(reads);
});
