import type { EntitySetName } from '../model.ts';
import { activityCreator } from './activities.ts';
import { billingDocumentCreator } from './billing-documents.ts';
import { businessPartner } from './business-partners.ts';
import { expenseCreator } from './expenses.ts';
import { journalEntryCreator } from './journal-entries.ts';
import { outboundDeliveryCreator } from './outbound-deliveries.ts';
import { paymentCreator } from './payments.ts';
import { productCreator } from './products.ts';
import { project } from './projects.ts';
import { purchaseOrderCreator } from './purchase-orders.ts';
import { salesOrderCreator } from './sales-orders.ts';
import type { CreateRow, RowSources } from './sources.ts';
import { supplierInvoice } from './supplier-invoices.ts';
import { timeEntryCreator } from './time-entries.ts';
import { workforcePersonCreator } from './workforce-persons.ts';

const creators: Readonly<Record<EntitySetName, (sources: RowSources) => CreateRow>> = {
  BusinessPartners:
    ({ nextNumber }) =>
    (random, changedAt) =>
      businessPartner(random, nextNumber('BusinessPartners'), changedAt),
  Projects: ({ rows, nextNumber }) => {
    const customers = rows('BusinessPartners').filter((row) => row['IsCustomer'] === true);
    return (random, changedAt) => project(random, nextNumber('Projects'), changedAt, customers);
  },
  SupplierInvoices: ({ rows, nextNumber }) => {
    const suppliers = rows('BusinessPartners').filter((row) => row['IsSupplier'] === true);
    const projects = rows('Projects');
    return (random, changedAt) => supplierInvoice(random, changedAt, { suppliers, projects, nextNumber });
  },
  Products: productCreator,
  WorkforcePersons: workforcePersonCreator,
  Activities: activityCreator,
  SalesOrders: salesOrderCreator,
  TimeEntries: timeEntryCreator,
  Expenses: expenseCreator,
  PurchaseOrders: purchaseOrderCreator,
  BillingDocuments: billingDocumentCreator,
  Payments: paymentCreator,
  OutboundDeliveries: outboundDeliveryCreator,
  JournalEntries: journalEntryCreator,
};

/** Makes new rows of an entity set. */
export function rowCreator(entitySet: EntitySetName, sources: RowSources): CreateRow {
  return creators[entitySet](sources);
}
