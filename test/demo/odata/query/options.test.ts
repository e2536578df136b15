import { describe, expect, test } from '@jest/globals';
import { entityTypes } from '../../../../demo/odata/model.ts';
import { collectionOptions, entityOptions, parseOptions } from '../../../../demo/odata/query/options.ts';
import { formatQueryString, parseQueryString } from '../../../../demo/odata/query/query-string.ts';

const type = entityTypes.SupplierInvoices;
const parse = (raw: string, allowed = collectionOptions) => parseOptions(type, parseQueryString(raw), allowed);

describe('query options', () => {
  test('are read, encoded or not', () => {
    const options = parse(
      '%24select=FiscalYear,%20NetAmount&$expand=to_Item($select=ItemText,Project)&$orderby=PostingDate+desc,FiscalYear&$top=7&$skip=2&$count=true',
    );
    expect(options.select).toEqual(['FiscalYear', 'NetAmount']);
    expect(options.expand).toEqual({ select: ['ItemText', 'Project'] });
    expect(options.order.map(({ property, descending }) => [property.name, descending])).toEqual([
      ['PostingDate', true],
      ['FiscalYear', false],
    ]);
    expect([options.top, options.skip, options.count]).toEqual([7, 2, true]);
  });

  test('survive being written again', () => {
    const query = new Map([
      ['$filter', "HeaderText eq 'a+b & ÅÄÖ=%'"],
      ['$top', '5'],
    ]);
    expect(parseQueryString(formatQueryString(query))).toEqual(query);
    expect(formatQueryString(query)).toMatch(/^\$filter=/);
  });

  test.each([
    ['$select=Nope', "$select: SupplierInvoice has no property 'Nope'"],
    ['$expand=to_Nothing', '$expand: SupplierInvoice has no navigation property'],
    ['$expand=to_Item($top=1)', 'only $select is supported'],
    ['$expand=to_Item($select=Nope)', "SupplierInvoiceItem has no property 'Nope'"],
    ['$orderby=PostingDate down', '$orderby: cannot read'],
    ['$orderby=Nope', "$orderby: SupplierInvoice has no property 'Nope'"],
    ['$top=-1', "$top: '-1' is not"],
    ['$count=yes', '$count'],
    ['$search=x', "'$search' is not supported"],
    ['apply=x', "'apply' is not supported"],
    ['$top=1&$top=2', "'$top' is given twice"],
    ['$filter=%E0%A4%A', 'not encoded properly'],
    ['$format=xml', '$format=xml'],
  ])('%s is refused', (raw, message) => {
    expect(() => parse(raw)).toThrow(message);
  });

  test('of an entity are fewer', () => {
    expect(() => parse('$top=1', entityOptions)).toThrow("'$top' is not supported here");
  });
});
