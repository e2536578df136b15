import { expect, test } from '@jest/globals';
import { entityTypes } from '../../../../demo/odata/model.ts';
import { parseKey } from '../../../../demo/odata/query/key-predicate.ts';

const { BusinessPartners: partner, SupplierInvoices: invoice } = entityTypes;

test('keys are read with and without names, with quotes and commas in them', () => {
  expect(parseKey(partner, "'0010000001'")).toEqual({ BusinessPartner: '0010000001' });
  expect(parseKey(partner, "BusinessPartner='a,''b='")).toEqual({ BusinessPartner: "a,'b=" });
  expect(parseKey(invoice, "FiscalYear='2026',SupplierInvoice='5,1'")).toEqual({
    FiscalYear: '2026',
    SupplierInvoice: '5,1',
  });
});

test.each([
  [partner, '', 'is not of the form'],
  [partner, '1', 'is not of the form'],
  [partner, 'BusinessPartner=1', 'not a text in single quotes'],
  [partner, "Project='1'", 'The key of BusinessPartner is BusinessPartner, not Project'],
  [invoice, "'1'", 'is not of the form'],
  [invoice, "SupplierInvoice='1'", 'The key of SupplierInvoice is SupplierInvoice, FiscalYear'],
  [invoice, "SupplierInvoice='1',SupplierInvoice='2'", 'The key of SupplierInvoice'],
])('$name key %s is refused', (type, text, message) => {
  expect(() => parseKey(type, text)).toThrow(message);
});
