import { expect, test } from '@jest/globals';
import { normaliseIdentifier } from '../../../../core/identifiers.ts';
import { differences } from '../../../../demo/common/business-objects.ts';
import { createNumbers } from '../../../../demo/common/numbers.ts';
import { sharedParties } from '../../../../demo/common/shared-parties.ts';
import { sharedSupplierInvoices } from '../../../../demo/common/shared-supplier-invoices.ts';
import { defaultCounts, generateRows, type RowCounts } from '../../../../demo/odata/rows/generate.ts';
import { linesOf } from '../../../../demo/odata/rows/sources.ts';

const generate = (counts: RowCounts, shared: boolean) =>
  generateRows({ seed: 1, counts, now: new Date('2026-11-21T09:00:00.000Z'), nextNumber: createNumbers(), shared });
const rows = generate(defaultCounts, true);

test('are among the others, which they do not change', () => {
  const without = generate(defaultCounts, false);
  expect(rows.BusinessPartners.slice(40)).toEqual(without.BusinessPartners.slice(40));
  expect(rows.Projects[20]?.['Project']).toBe('P-00001');
  expect(rows.SupplierInvoices.length).toBe(defaultCounts.supplierInvoices);
});

test('are all there, however few rows are asked for', () => {
  const few = generate({}, true);
  expect([few.BusinessPartners, few.Projects, few.SupplierInvoices, few.Products].map((set) => set.length)).toEqual([
    40, 20, 60, 30,
  ]);
});

test('parties are written in the manner of this ERP, and mean the same', () => {
  for (const [index, { orgno, vat, address }] of sharedParties.entries()) {
    const row = rows.BusinessPartners[index];
    const written = String(row?.['OrganizationNumber']);
    const scheme = `${address.country.toLowerCase()}-orgno`;
    if (orgno !== undefined) expect(normaliseIdentifier({ scheme, value: written }).value).toBe(orgno);
    const registered = String(row?.['VATRegistration']);
    if (vat !== undefined) expect(normaliseIdentifier({ scheme: 'vat', value: registered }).value).toBe(vat);
  }
});

test('invoices have the lines, the seller and the sums', () => {
  for (const [index, invoice] of sharedSupplierInvoices.entries()) {
    const row = rows.SupplierInvoices[index];
    expect(row).toMatchObject({
      SupplierInvoiceIDByInvcgParty: invoice.number,
      InvoicingParty: rows.BusinessPartners[invoice.seller]?.['BusinessPartner'],
      InvoiceGrossAmount: invoice.totals.taxInclusiveAmount,
    });
    expect(linesOf(row ?? {}).map((line) => line['NetAmount'])).toEqual(
      invoice.lines.map(({ netAmount }) => netAmount),
    );
  }
});

test('have the values of this ERP where the two differ', () => {
  const article = differences.find(({ entity, odata }) => entity === 'item' && odata === '5990');
  const product = rows.Products.find((row) => row['GlobalTradeItemNumber'] === article?.key);
  expect(product?.['SalesPriceAmount']).toBe('5990.00');
  const street = differences.find(({ field }) => field === 'address.street');
  expect(rows.BusinessPartners.map((row) => row['StreetName'])).toContain(street?.odata);
  expect(rows.BusinessPartners.map((row) => row['StreetName'])).not.toContain(street?.nordic);
});
