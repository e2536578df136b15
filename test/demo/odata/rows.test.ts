import { describe, expect, test } from '@jest/globals';
import { unscaled } from '../../../demo/common/amounts.ts';
import { createNumbers } from '../../../demo/common/numbers.ts';
import { createRandom } from '../../../demo/common/random.ts';
import type { Row } from '../../../demo/odata/edm.ts';
import { type EntitySetName, entitySetNames } from '../../../demo/odata/model.ts';
import { changeRow } from '../../../demo/odata/rows/change-row.ts';
import { defaultCounts, generateRows } from '../../../demo/odata/rows/generate.ts';
import { linesOf } from '../../../demo/odata/rows/sources.ts';

const rows = generateRows({
  seed: 1,
  counts: defaultCounts,
  now: new Date('2026-11-21T09:00:00.000Z'),
  nextNumber: createNumbers(),
  shared: true,
});

type Reference = readonly [from: EntitySetName, field: string, to: EntitySetName, key: string];

const references: readonly Reference[] = [
  ['Projects', 'Customer', 'BusinessPartners', 'BusinessPartner'],
  ['SupplierInvoices', 'InvoicingParty', 'BusinessPartners', 'BusinessPartner'],
  ['SupplierInvoices', 'to_Item.Project', 'Projects', 'Project'],
  ['SupplierInvoices', 'to_Item.Material', 'Products', 'Product'],
  ['WorkforcePersons', 'ManagerWorkforcePerson', 'WorkforcePersons', 'WorkforcePerson'],
  ['Activities', 'Project', 'Projects', 'Project'],
  ['SalesOrders', 'SoldToParty', 'BusinessPartners', 'BusinessPartner'],
  ['SalesOrders', 'SalesEmployee', 'WorkforcePersons', 'WorkforcePerson'],
  ['SalesOrders', 'to_Item.Material', 'Products', 'Product'],
  ['TimeEntries', 'WorkforcePerson', 'WorkforcePersons', 'WorkforcePerson'],
  ['TimeEntries', 'ActivityType', 'Activities', 'ActivityType'],
  ['TimeEntries', 'Project', 'Projects', 'Project'],
  ['Expenses', 'WorkforcePerson', 'WorkforcePersons', 'WorkforcePerson'],
  ['Expenses', 'Supplier', 'BusinessPartners', 'BusinessPartner'],
  ['PurchaseOrders', 'Supplier', 'BusinessPartners', 'BusinessPartner'],
  ['PurchaseOrders', 'RequestedByPerson', 'WorkforcePersons', 'WorkforcePerson'],
  ['PurchaseOrders', 'to_Item.Project', 'Projects', 'Project'],
  ['BillingDocuments', 'SoldToParty', 'BusinessPartners', 'BusinessPartner'],
  ['BillingDocuments', 'SalesOrder', 'SalesOrders', 'SalesOrder'],
  ['Payments', 'BusinessPartner', 'BusinessPartners', 'BusinessPartner'],
  ['OutboundDeliveries', 'SalesOrder', 'SalesOrders', 'SalesOrder'],
  ['JournalEntries', 'to_Item.BusinessPartner', 'BusinessPartners', 'BusinessPartner'],
  ['JournalEntries', 'to_Item.Project', 'Projects', 'Project'],
];

function valuesOf(entitySet: EntitySetName, field: string): readonly unknown[] {
  const [first = '', ofLine] = field.split('.');
  const holders = ofLine === undefined ? rows[entitySet] : rows[entitySet].flatMap(linesOf);
  return holders.map((holder) => holder[ofLine ?? first] ?? null).filter((value) => value !== null);
}

const sum = (lines: readonly Row[], field: string): number =>
  lines.reduce((total, line) => total + unscaled(line[field]), 0);

describe('documents of the simulated ERP', () => {
  test.each(references)('%s: %s is a row of %s', (from, field, to, key) => {
    const known = new Set(rows[to].map((row) => row[key]));
    const values = valuesOf(from, field);
    expect(values.length).toBeGreaterThan(0);
    expect(values.filter((value) => !known.has(value))).toEqual([]);
  });

  test.each(['SalesOrders', 'PurchaseOrders', 'BillingDocuments'] as const)('%s add up', (entitySet) => {
    for (const row of rows[entitySet]) {
      expect(unscaled(row['NetAmount'])).toBe(sum(linesOf(row), 'NetAmount'));
      expect(unscaled(row['GrossAmount'])).toBe(unscaled(row['NetAmount']) + unscaled(row['TaxAmount']));
    }
  });

  test('every payment of an invoice pays all of it, and none is paid twice', () => {
    const owed = new Map<string, unknown>([
      ...rows.BillingDocuments.map((row) => [`${row['BillingDocument']} null`, row['GrossAmount']] as const),
      ...rows.SupplierInvoices.map(
        (row) => [`${row['SupplierInvoice']} ${row['FiscalYear']}`, row['InvoiceGrossAmount']] as const,
      ),
    ]);
    const lines = rows.Payments.flatMap((payment) => linesOf(payment).map((line) => ({ payment, line })));
    expect(lines.length).toBeGreaterThan(300);
    const paid = lines.map(({ line }) => `${line['InvoiceDocument']} ${line['InvoiceFiscalYear']}`);
    expect(new Set(paid).size).toBe(paid.length);
    for (const [index, { payment, line }] of lines.entries()) {
      expect(line['ClearedAmount']).toBe(owed.get(paid[index] ?? ''));
      expect(payment['PaymentAmount']).toBe(line['ClearedAmount']);
    }
  });

  test('every entry of the ledger is balanced', () => {
    for (const entry of rows.JournalEntries) {
      const [debit, credit] = ['S', 'H'].map((side) =>
        sum(
          linesOf(entry).filter((line) => line['DebitCreditCode'] === side),
          'AmountInTransactionCurrency',
        ),
      );
      expect(debit).toBe(credit);
      expect(debit).toBeGreaterThan(0);
    }
  });

  test('a change touches a field, and neither key nor sums', () => {
    const random = createRandom(5);
    for (const entitySet of entitySetNames) {
      for (const row of rows[entitySet].slice(0, 40)) {
        const changed = changeRow(random, entitySet, row);
        expect(changed).not.toEqual(row);
        if (entitySet === 'SupplierInvoices') continue;
        expect(linesOf(changed)).toEqual(linesOf(row));
      }
    }
  });
});
