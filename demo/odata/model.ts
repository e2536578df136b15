import type { EntityType } from './edm.ts';
import { expense, journalEntry, payment, timeEntry } from './types/bookings.ts';
import { activity, businessPartner, product, project, workforcePerson } from './types/master-data.ts';
import { purchaseOrder, supplierInvoice } from './types/purchasing.ts';
import { billingDocument, outboundDelivery, salesOrder } from './types/sales.ts';

/** The data model of the simulated ERP: what `$metadata` says and what every query is checked against. */
export const namespace = 'com.tributary.demo.construction';
export const servicePath = '/odata/v4/construction';

/** In the order in which rows are made: a set refers to earlier ones only. */
export const entitySetNames = [
  'BusinessPartners',
  'Projects',
  'SupplierInvoices',
  'Products',
  'WorkforcePersons',
  'Activities',
  'SalesOrders',
  'TimeEntries',
  'Expenses',
  'PurchaseOrders',
  'BillingDocuments',
  'Payments',
  'OutboundDeliveries',
  'JournalEntries',
] as const;
export type EntitySetName = (typeof entitySetNames)[number];

export const entityTypes: Readonly<Record<EntitySetName, EntityType>> = {
  BusinessPartners: businessPartner,
  Projects: project,
  SupplierInvoices: supplierInvoice,
  Products: product,
  WorkforcePersons: workforcePerson,
  Activities: activity,
  SalesOrders: salesOrder,
  TimeEntries: timeEntry,
  Expenses: expense,
  PurchaseOrders: purchaseOrder,
  BillingDocuments: billingDocument,
  Payments: payment,
  OutboundDeliveries: outboundDelivery,
  JournalEntries: journalEntry,
};

export function isEntitySetName(name: unknown): name is EntitySetName {
  return typeof name === 'string' && Object.hasOwn(entityTypes, name);
}
