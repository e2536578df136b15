import { describe, expect, test } from '@jest/globals';
import { entityTypes } from '../../../../demo/odata/model.ts';
import { parseFilter, passes } from '../../../../demo/odata/query/filter.ts';

const type = entityTypes.SupplierInvoices;
const row = {
  SupplierInvoice: '5105600001',
  HeaderText: "Bo's",
  NetDueDate: null,
  PostingDate: '2026-01-05',
  NetAmount: '1234.50',
  IsCreditMemo: false,
  LastChangeDateTime: '2026-01-05T07:12:33.120Z',
};

describe('$filter', () => {
  test.each([
    ['LastChangeDateTime gt 2026-01-05T07:12:33.119Z', true],
    ['LastChangeDateTime gt 2026-01-05T07:12:33.120Z', false],
    ['LastChangeDateTime ge 2026-01-05T08:12:33.120+01:00', true],
    ['LastChangeDateTime le 2026-01-05T07:12:33.1200000Z', true],
    ["SupplierInvoice eq '5105600001'", true],
    ["HeaderText eq 'Bo''s'", true],
    ["HeaderText ne 'Bo'", true],
    ['NetAmount eq 1234.5', true],
    ['NetAmount lt 1234.4999999999', false],
    ['NetAmount gt -5', true],
    ['PostingDate lt 2026-01-06', true],
    ['IsCreditMemo eq false', true],
    ['IsCreditMemo ne false', false],
    ['NetDueDate eq null', true],
    ['NetDueDate ne null', false],
    ['NetDueDate lt 2026-01-01', false],
    ['NetDueDate ge null', false],
    ['not (IsCreditMemo eq true)', true],
    ["IsCreditMemo eq true or HeaderText eq 'Bo''s' and NetDueDate eq null", true],
    ['(IsCreditMemo eq false or NetDueDate eq null) and IsCreditMemo eq true', false],
    ['IsCreditMemo eq true and IsCreditMemo eq true or NetDueDate eq null', true],
  ])('%s is %s', (text, expected) => {
    expect(passes(parseFilter(type, text), row)).toBe(expected);
  });

  test.each([
    ['', 'found the end, expected a property'],
    ['Nope eq 1', "SupplierInvoice has no property 'Nope'"],
    ['IsCreditMemo', 'found the end, expected one of eq'],
    ['IsCreditMemo like true', "found 'like' at position 14"],
    ['IsCreditMemo eq', 'expected a literal'],
    ['IsCreditMemo eq yes', "found 'yes'"],
    ['IsCreditMemo eq 1', 'IsCreditMemo is Edm.Boolean'],
    ["LastChangeDateTime gt '2026-01-05T07:12:33Z'", 'is Edm.String'],
    ['LastChangeDateTime gt 2026-01-05', 'is Edm.Date'],
    ['LastChangeDateTime gt 2026-13-05T00:00:00Z', 'a date that exists'],
    ["HeaderText eq 'open", "cannot read ''open'"],
    ['(IsCreditMemo eq true', "found the end, expected ')'"],
    ['IsCreditMemo eq true)', "found ')' at position 21"],
    ["contains(HeaderText,'a')", "cannot read 'contains("],
    [`${'('.repeat(60)}IsCreditMemo eq true`, 'nested deeper'],
  ])('%s is refused', (text, message) => {
    expect(() => parseFilter(type, text)).toThrow(message);
  });
});
